package io.drover.backup.wiring;

import io.drover.backup.dump.BackupHandler;
import io.drover.backup.maintenance.MaintenanceHandler;
import io.drover.backup.repository.Repositories;
import io.drover.backup.restore.RestoreHandler;
import io.drover.backup.restore.RestoreMarks;
import io.drover.backup.retention.BackupUses;
import io.drover.backup.spool.Spool;
import io.drover.schemas.BackupRequested;
import io.drover.schemas.BackupSucceeded;
import io.drover.schemas.MaintenanceRequested;
import io.drover.schemas.OperationHeader;
import io.drover.schemas.RestoreRequested;
import io.drover.service.operation.Attempt;
import io.drover.service.operation.OperationHandler;
import io.drover.service.operation.Outcome;
import io.drover.service.process.PostgresTools;
import io.drover.service.state.StateDatabase;
import io.drover.service.target.DatabaseRegistry;
import io.drover.system.twins.HandlerTwin;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Replaces;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.annotation.Value;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;

/** Handlers that are broken on purpose. */
@Factory
@Requires(property = "drover.test.twin", classes = BackupHandler.class)
final class BackupTwins {
  /** Says that it is done before anything is. */
  @Singleton
  @Requires(property = "drover.test.twin", value = "done-before-the-manifest")
  @Replaces(bean = BackupHandler.class, factory = BackupFactory.class)
  OperationHandler<BackupRequested> liar(
      Repositories repositories, PostgresTools tools, Spool spool) {
    return new HandlerTwin<>(new BackupHandler(repositories, tools, spool)) {
      @Override
      public Outcome handle(Attempt<BackupRequested> attempt) {
        return new Outcome.Done(BackupTwins::lie);
      }
    };
  }

  /** Lets the password be seen in the process list while a backup lasts. */
  @Singleton
  @Requires(property = "drover.test.twin", value = "password-in-the-process-list")
  @Replaces(bean = BackupHandler.class, factory = BackupFactory.class)
  OperationHandler<BackupRequested> careless(
      Repositories repositories, PostgresTools tools, Spool spool) {
    return new HandlerTwin<>(new BackupHandler(repositories, tools, spool)) {
      @Override
      public Outcome handle(Attempt<BackupRequested> attempt) throws Exception {
        var builder = new ProcessBuilder("sleep", "60");
        builder.environment().put("PGPASSWORD", attempt.target().server().password().resolve());
        Process program = builder.start();
        try {
          return super.handle(attempt);
        } finally {
          program.destroyForcibly().waitFor();
        }
      }
    };
  }

  /** Leaves the half-made database of a cancelled restore behind. */
  @Singleton
  @Requires(property = "drover.test.twin", value = "leaves-halves")
  @Replaces(bean = RestoreHandler.class, factory = BackupFactory.class)
  OperationHandler<RestoreRequested> untidy(
      Repositories repositories,
      PostgresTools tools,
      DatabaseRegistry registry,
      StateDatabase state,
      Spool spool) {
    return new HandlerTwin<>(
        new RestoreHandler(
            repositories,
            tools,
            registry,
            RestoreMarks.open(state),
            BackupUses.open(state),
            spool)) {
      @Override
      public void abandon(Attempt<RestoreRequested> attempt) {}
    };
  }

  /** Tells of copies that it has not made. */
  @Singleton
  @Requires(property = "drover.test.twin", value = "tells-of-no-copy")
  @Replaces(bean = MaintenanceHandler.class, factory = BackupFactory.class)
  OperationHandler<MaintenanceRequested> idle(StateDatabase state) {
    return new HandlerTwin<>(new MaintenanceHandler(List.of(new IdleCopy(state)))) {};
  }

  /** Tells of exports that it has not written. */
  @Singleton
  @Requires(property = "drover.test.twin", value = "tells-of-no-export")
  @Replaces(bean = MaintenanceHandler.class, factory = BackupFactory.class)
  OperationHandler<MaintenanceRequested> unwritten(@Value("${drover.exchange}") String folder) {
    return new HandlerTwin<>(new MaintenanceHandler(List.of(new IdleExport(folder)))) {};
  }

  private static BackupSucceeded lie(OperationHeader header) {
    Instant now = header.getObservedAt();
    return BackupSucceeded.newBuilder()
        .setHeader(header)
        .setBackupId("20260101T000000Z-00000000")
        .setRepository("default")
        .setPath(header.getDatabase() + "/20260101T000000Z-00000000")
        .setFormat("custom")
        .setCodec("zstd")
        .setArchiveBytes(1)
        .setDumpBytes(1)
        .setDatabaseBytes(1)
        .setSha256("0".repeat(64))
        .setTables(1)
        .setRows(1)
        .setServerVersion("15")
        .setToolVersion("15")
        .setSnapshotLsn("0/0")
        .setStartedAt(now)
        .setCommittedAt(now)
        .setDurationMillis(1)
        .build();
  }
}
