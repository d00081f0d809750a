package io.drover.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.drover.migration.bundle.BundleRoots;
import io.drover.migration.bundle.Bundles;
import io.drover.migration.flyway.DatabaseMigrations;
import io.drover.migration.site.AttemptElsewhere;
import io.drover.migration.source.MigrationSources;
import io.drover.schemas.MigrateRequested;
import io.drover.service.operation.Attempt;
import io.drover.service.operation.OperationFailure;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ElsewhereTest {
  @TempDir Path folder;
  @TempDir Path bundles;

  @Test
  void scriptsOfEverySortRunInAnotherDatabaseAndTheTargetIsLeftAlone() throws Exception {
    Workbench bench =
        Workbench.empty(folder)
            .script("V1__one.sql", "CREATE TABLE one (id int);")
            .script("V2__index.sql", "CREATE INDEX CONCURRENTLY one_id ON one (id);")
            .script("R__view.sql", "CREATE VIEW where_from AS SELECT '${flyway:database}' AS name;")
            .script("afterMigrate.sql", "CREATE TABLE after_all (id int);");
    Workbench other = Workbench.empty(folder);

    try (LiveAttempt own = bench.attempt("first", "APPLY", null)) {
      apply(AttemptElsewhere.on(own, other.database()));
    }

    assertThat(other.value("SELECT name FROM where_from")).isEqualTo(other.database());
    assertThat(other.value("SELECT count(*) FROM flyway_schema_history")).isEqualTo("3");
    assertThat(other.value("SELECT to_regclass('after_all')")).isEqualTo("after_all");
    assertThat(other.value("SELECT obj_description('flyway_schema_history'::regclass)")).isNull();
    assertThat(bench.value("SELECT count(*) FROM pg_class WHERE relnamespace = 2200"))
        .isEqualTo("0");
  }

  @Test
  void aFailureNamesTheDatabaseInWhichItHappened() throws Exception {
    Workbench bench = Workbench.empty(folder).script("V1__one.sql", "CREATE TABLE one (id int);");

    try (LiveAttempt own = bench.attempt("first", "APPLY", null)) {
      Attempt<MigrateRequested> elsewhere = AttemptElsewhere.on(own, bench.database() + "_gone");
      OperationFailure failure =
          catchThrowableOfType(OperationFailure.class, () -> apply(elsewhere));

      assertThat(failure.message()).contains(bench.database() + "_gone");
    }
  }

  private void apply(Attempt<MigrateRequested> attempt) throws Exception {
    try (MigrationSources sources =
        MigrationSources.open(
            attempt.target().entry().policy().migrations(),
            Optional.empty(),
            Bundles.open(BundleRoots.of(""), bundles))) {
      DatabaseMigrations migrations = DatabaseMigrations.of(attempt, sources);
      migrations.apply(migrations.status());
    }
  }
}
