package io.drover.migration;

import io.drover.migration.bundle.BundleRoots;
import io.drover.migration.bundle.Bundles;
import io.drover.migration.plan.Planner;
import io.drover.migration.review.parser.SqlParser;
import io.drover.service.state.StateDatabase;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Value;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Path;

/** Makes the beans of this service. */
@Factory
final class MigrationFactory {
  /** What a killed service left in the folder is removed at once. */
  @Context
  @Bean(preDestroy = "close")
  Bundles bundles(
      @Value("${drover.bundle-roots:}") String roots,
      @Value("${drover.bundle-folder:}") String folder)
      throws IOException {
    Path place =
        folder.isEmpty()
            ? Path.of(
                System.getProperty("java.io.tmpdir"),
                "drover-bundles-" + System.getProperty("user.name"))
            : Path.of(folder);
    return Bundles.open(BundleRoots.of(roots), place);
  }

  @Singleton
  SqlParser sqlParser(@Value("${drover.pg-query:}") String library) {
    return SqlParser.find(library);
  }

  @Singleton
  MigrateHandler migrateHandler(Bundles bundles, SqlParser parser, StateDatabase state) {
    return new MigrateHandler(MigrationTools.of(bundles, new Planner(parser), state));
  }
}
