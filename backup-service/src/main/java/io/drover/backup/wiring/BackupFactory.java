package io.drover.backup.wiring;

import io.drover.backup.archive.ArchiveWriter;
import io.drover.backup.dump.BackupHandler;
import io.drover.backup.repository.BackupRepository;
import io.drover.backup.repository.FileStore;
import io.drover.backup.repository.Repositories;
import io.drover.backup.restore.RestoreHandler;
import io.drover.backup.restore.RestoreMarks;
import io.drover.service.process.PostgresTools;
import io.drover.service.state.StateDatabase;
import io.drover.service.target.DatabaseRegistry;
import io.drover.service.target.RepositoryEntry;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Value;
import jakarta.inject.Singleton;
import java.nio.file.Path;

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

  @Singleton
  BackupHandler backupHandler(Repositories repositories, PostgresTools tools) {
    return new BackupHandler(repositories, tools, ArchiveWriter.forThisMachine());
  }

  @Singleton
  RestoreHandler restoreHandler(
      Repositories repositories,
      PostgresTools tools,
      DatabaseRegistry registry,
      StateDatabase state) {
    return new RestoreHandler(repositories, tools, registry, RestoreMarks.open(state));
  }
}
