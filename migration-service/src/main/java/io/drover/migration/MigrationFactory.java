package io.drover.migration;

import io.drover.migration.review.parser.SqlParser;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Value;
import jakarta.inject.Singleton;

/** Makes the beans of this service. */
@Factory
final class MigrationFactory {
  @Singleton
  SqlParser sqlParser(@Value("${drover.pg-query:}") String library) {
    return SqlParser.find(library);
  }

  @Singleton
  MigrateHandler migrateHandler() {
    return new MigrateHandler();
  }
}
