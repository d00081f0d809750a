package io.drover.migration;

import io.drover.migration.plan.Planner;
import io.drover.migration.review.parser.SqlParser;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Value;
import jakarta.inject.Singleton;

/** Makes the beans of this service. */
@Factory
final class MigrationFactory {
  @Singleton
  MigrateHandler migrateHandler(@Value("${drover.pg-query:}") String parser) {
    return new MigrateHandler(new Planner(SqlParser.find(parser)));
  }
}
