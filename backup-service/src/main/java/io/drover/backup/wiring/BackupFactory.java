package io.drover.backup.wiring;

import io.drover.backup.archive.ArchiveWriter;
import io.drover.backup.dump.BackupHandler;
import io.drover.backup.repository.BackupRepository;
import io.drover.backup.repository.LeftoverCollector;
import io.drover.backup.restore.RestoreHandler;
import io.drover.backup.restore.RestoreMarks;
import io.drover.backup.verify.VerifyHandler;
import io.drover.service.process.PostgresTools;
import io.drover.service.state.StateDatabase;
import io.drover.service.target.DatabaseRegistry;
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
  BackupRepository repository(@Value("${drover.repository}") String root) {
    return new BackupRepository(Path.of(root));
  }

  @Context
  @Bean(preDestroy = "close")
  LeftoverCollection leftovers(@Value("${drover.repository}") String root) {
    return LeftoverCollection.start(new LeftoverCollector(Path.of(root)));
  }

  @Singleton
  BackupHandler backupHandler(BackupRepository repository, PostgresTools tools) {
    return new BackupHandler(repository, tools, ArchiveWriter.forThisMachine());
  }

  @Singleton
  RestoreHandler restoreHandler(
      BackupRepository repository,
      PostgresTools tools,
      DatabaseRegistry registry,
      StateDatabase state) {
    return new RestoreHandler(repository, tools, registry, RestoreMarks.open(state));
  }

  @Singleton
  VerifyHandler verifyHandler(BackupRepository repository, PostgresTools tools) {
    return new VerifyHandler(repository, tools);
  }
}
