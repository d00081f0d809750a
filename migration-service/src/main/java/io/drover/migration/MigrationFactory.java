package io.drover.migration;

import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;

/** Makes the beans of this service. */
@Factory
final class MigrationFactory {
  @Singleton
  MigrateHandler migrateHandler() {
    return new MigrateHandler();
  }
}
