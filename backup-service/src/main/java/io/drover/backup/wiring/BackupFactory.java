package io.drover.backup.wiring;

import io.drover.backup.catalogue.KnownBackups;
import io.drover.backup.copy.CopyAction;
import io.drover.backup.copy.CopyRequests;
import io.drover.backup.copy.CopyTable;
import io.drover.backup.dump.BackupHandler;
import io.drover.backup.exchange.ExchangeFolder;
import io.drover.backup.exchange.ExportAction;
import io.drover.backup.exchange.ImportAction;
import io.drover.backup.maintenance.MaintenanceHandler;
import io.drover.backup.rebuild.RebuildAction;
import io.drover.backup.repository.BackupRepository;
import io.drover.backup.repository.FileStore;
import io.drover.backup.repository.Repositories;
import io.drover.backup.restore.RestoreHandler;
import io.drover.backup.restore.RestoreMarks;
import io.drover.backup.retention.BackupUses;
import io.drover.backup.retention.Catalogue;
import io.drover.backup.retention.DailyRetention;
import io.drover.backup.retention.PinAction;
import io.drover.backup.retention.RemovalTable;
import io.drover.backup.retention.Removals;
import io.drover.backup.retention.RemoveAction;
import io.drover.backup.retention.RetainAction;
import io.drover.backup.schedule.DueRequests;
import io.drover.backup.schedule.DueTable;
import io.drover.backup.schedule.Preemptions;
import io.drover.backup.schedule.ScheduledBackups;
import io.drover.backup.scrub.ScrubAction;
import io.drover.backup.scrub.ScrubDue;
import io.drover.backup.spool.Spool;
import io.drover.backup.swap.Janitor;
import io.drover.backup.verify.VerificationDue;
import io.drover.backup.verify.VerifyHandler;
import io.drover.bus.Codec;
import io.drover.service.operation.OperationFailure;
import io.drover.service.operation.StepListener;
import io.drover.service.outbox.Requests;
import io.drover.service.process.PostgresTools;
import io.drover.service.state.StateClock;
import io.drover.service.state.StateDatabase;
import io.drover.service.target.DatabaseRegistry;
import io.drover.service.target.RepositoryEntry;
import io.drover.service.target.TargetConnections;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Value;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.util.List;

/** Puts the backup service together. */
@Factory
final class BackupFactory {
  @Singleton
  @Bean(preDestroy = "close")
  Repositories repositories(
      @Value("${drover.repository:}") String root, DatabaseRegistry registry) {
    return new Repositories(
        registry,
        root.isEmpty()
            ? null
            : new BackupRepository(RepositoryEntry.DEFAULT, new FileStore(Path.of(root))));
  }

  @Context
  @Bean(preDestroy = "close")
  LeftoverCollection leftovers(Repositories repositories) {
    return LeftoverCollection.start(repositories);
  }

  @Context
  @Bean(preDestroy = "close")
  Scheduling scheduling(
      Repositories repositories,
      StateDatabase state,
      StateClock clock,
      Codec codec,
      Requests requests,
      DatabaseRegistry registry,
      StepListener steps) {
    DueRequests due =
        new DueRequests(
            DueTable.open(state),
            requests,
            new Preemptions(state, codec),
            registry,
            List.of(
                new ScheduledBackups(),
                new DailyRetention(),
                new VerificationDue(repositories),
                new ScrubDue()),
            clock,
            steps);
    return Scheduling.start(due, registry, clock);
  }

  @Context
  @Bean(preDestroy = "close")
  Copying copying(
      Repositories repositories,
      StateDatabase state,
      StateClock clock,
      Requests requests,
      DatabaseRegistry registry,
      StepListener steps) {
    return Copying.start(
        new CopyRequests(CopyTable.open(state), repositories, requests, registry, clock, steps));
  }

  @Context
  @Bean(preDestroy = "close")
  JanitorRounds janitor(DatabaseRegistry registry, TargetConnections connections) {
    return JanitorRounds.start(new Janitor(registry, connections));
  }

  /** What a killed service left there is removed at once. */
  @Context
  Spool spool(
      @Value("${drover.spool:}") String root, @Value("${drover.spool-bytes:4294967296}") long bytes)
      throws OperationFailure {
    Path folder =
        root.isEmpty()
            ? Path.of(
                System.getProperty("java.io.tmpdir"),
                "drover-spool-" + System.getProperty("user.name"))
            : Path.of(root);
    Spool spool = new Spool(folder, bytes);
    spool.clean();
    return spool;
  }

  @Singleton
  BackupHandler backupHandler(Repositories repositories, PostgresTools tools, Spool spool) {
    return new BackupHandler(repositories, tools, spool);
  }

  @Singleton
  ExchangeFolder exchangeFolder(@Value("${drover.exchange:}") String root) {
    return new ExchangeFolder(root.isEmpty() ? null : Path.of(root));
  }

  @Singleton
  MaintenanceHandler maintenanceHandler(
      Repositories repositories,
      PostgresTools tools,
      StateDatabase state,
      Spool spool,
      ExchangeFolder exchange) {
    BackupUses uses = BackupUses.open(state);
    Catalogue catalogue = new Catalogue(repositories, uses);
    Removals removals = new Removals(repositories, RemovalTable.open(state));
    return new MaintenanceHandler(
        List.of(
            new RetainAction(catalogue, removals),
            new CopyAction(repositories, BackupUses.open(state), CopyTable.open(state)),
            new ScrubAction(repositories, KnownBackups.open(state)),
            new RebuildAction(repositories, KnownBackups.open(state)),
            new RemoveAction(catalogue, repositories, removals),
            PinAction.pin(repositories, removals),
            PinAction.unpin(repositories, removals),
            new ImportAction(repositories, tools, spool, exchange),
            new ExportAction(repositories, uses, exchange)));
  }

  @Singleton
  RestoreHandler restoreHandler(
      Repositories repositories,
      PostgresTools tools,
      DatabaseRegistry registry,
      StateDatabase state,
      Spool spool) {
    return new RestoreHandler(
        repositories, tools, registry, RestoreMarks.open(state), BackupUses.open(state), spool);
  }

  @Singleton
  VerifyHandler verifyHandler(
      Repositories repositories, PostgresTools tools, StateDatabase state, Spool spool) {
    return new VerifyHandler(repositories, tools, BackupUses.open(state), spool);
  }
}
