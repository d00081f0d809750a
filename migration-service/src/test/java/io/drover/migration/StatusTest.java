package io.drover.migration;

import static io.drover.migration.Facts.states;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.schemas.FailureCode;
import io.drover.schemas.MigrationSucceeded;
import io.drover.service.operation.OperationFailure;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StatusTest {
  private static final String OBJECTS =
      "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace";

  @TempDir Path folder;

  @Test
  void anEmptyDatabaseHasAllPendingAndNothingIsMadeInIt() throws Exception {
    Workbench bench = scripts(Workbench.empty(folder));

    MigrationSucceeded status = bench.status();

    assertThat(states(status))
        .containsExactly(
            "V1__users.sql pending", "V2__orders.sql pending", "R__names.sql repeatable-pending");
    assertThat(status.getPendingCount()).isEqualTo(3);
    assertThat(status.getCurrentVersion()).isNull();
    assertThat(status.getMigrations()).allSatisfy(m -> assertThat(m.getDurationMillis()).isNull());
    assertThat(bench.value(OBJECTS)).isEqualTo("0");
  }

  @Test
  void aDatabaseThatNeverSawFlywayIsReadWithoutGettingAHistory() throws Exception {
    Workbench bench = scripts(Workbench.empty(folder)).baseline("1");
    bench.sql("CREATE TABLE users (id int)");

    assertThat(bench.status().getPendingCount()).isEqualTo(3);
    assertThat(bench.value(OBJECTS)).isEqualTo("1");
  }

  @Test
  void whatWasChangedSinceItWasAppliedIsSaidAndWhatFailedIsNotTheVersion() throws Exception {
    Workbench bench = scripts(Workbench.empty(folder));
    bench.apply("first");
    bench.script("V3__half.sql", "CREATE TABLE half (id int);", "VACUUM nope;");
    assertThatThrownBy(() -> bench.apply("second")).isInstanceOf(OperationFailure.class);
    String first = Files.readString(folder.resolve("V1__users.sql"));
    Files.writeString(folder.resolve("V1__users.sql"), "-- reviewed\n" + first);

    MigrationSucceeded status = bench.status();

    assertThat(states(status))
        .contains("V1__users.sql changed", "V2__orders.sql applied", "V3__half.sql failed");
    assertThat(status.getCurrentVersion()).isEqualTo("2");
  }

  @Test
  void ofMoreMigrationsThanARecordHoldsTheNewestAreTold() throws Exception {
    Workbench bench = Workbench.empty(folder);
    int scripts = 3_000;
    for (int version = 1; version <= scripts; version++) {
      Files.writeString(folder.resolve("V%d__%s.sql".formatted(version, "x".repeat(180))), "");
    }

    MigrationSucceeded status = bench.status();

    assertThat(status.getPendingCount()).isEqualTo(scripts);
    assertThat(status.getMigrations()).hasSizeBetween(500, scripts - 1);
    assertThat(status.getMigrations().getLast().getVersion()).isEqualTo("3000");
    assertThat(MigrationSucceeded.getEncoder().encode(status).remaining()).isLessThan(1 << 20);
  }

  @Test
  void aCurrentDatabaseHasNothingPending() throws Exception {
    Workbench bench = scripts(Workbench.empty(folder));
    bench.apply("first");

    MigrationSucceeded status = bench.status();

    assertThat(states(status))
        .containsExactly("V1__users.sql applied", "V2__orders.sql applied", "R__names.sql applied");
    assertThat(status.getPendingCount()).isZero();
    assertThat(status.getAppliedCount()).isZero();
    assertThat(status.getCurrentVersion()).isEqualTo("2");
    assertThat(status.getMigrations())
        .allSatisfy(
            m -> {
              assertThat(m.getInstalledBy()).isEqualTo(bench.server().superuser());
              assertThat(m.getInstalledOn()).isNotNull();
              assertThat(m.getAppliedNow()).isFalse();
            });
  }

  @Test
  void whatDoesNotFitTheHistoryIsSaid() throws Exception {
    Workbench bench = scripts(Workbench.empty(folder)).script("V4__more.sql", "SELECT 1;");
    bench.apply("first");
    bench.script("R__names.sql", "CREATE OR REPLACE VIEW names AS SELECT name, id FROM users;");
    bench.script("V3__late.sql", "SELECT 1;");
    bench.script("V5__next.sql", "SELECT 1;");
    Files.delete(folder.resolve("V2__orders.sql"));

    assertThat(states(bench.status()))
        .containsExactlyInAnyOrder(
            "V1__users.sql applied",
            "V2__orders.sql missing",
            "V3__late.sql ignored",
            "V4__more.sql applied",
            "V5__next.sql pending",
            "R__names.sql outdated",
            "R__names.sql repeatable-pending");
  }

  @Test
  void aMissingFolderFailsWithWhatToLookAt() {
    Workbench bench = Workbench.named(folder.resolve("away"));

    assertThatThrownBy(bench::status)
        .isInstanceOfSatisfying(
            OperationFailure.class,
            failure -> {
              assertThat(failure.code()).isEqualTo(FailureCode.INVALID_REQUEST);
              assertThat(failure.message()).contains(folder.resolve("away").toString());
              assertThat(failure.remedy()).startsWith("ls -ld");
            });
  }

  @Test
  void aProgramAmongTheMigrationsIsRefusedAndNotRun() throws Exception {
    Path witness = folder.resolve("witness");
    Workbench bench =
        scripts(Workbench.empty(folder)).script("V3__seed.sh", "#!/bin/sh", "touch " + witness);

    assertThatThrownBy(bench::status)
        .hasMessageContaining("V3__seed.sh is a program: only SQL files are run");
    assertThat(witness).doesNotExist();
  }

  @Test
  void twoScriptsOfOneVersionAreAnInvalidRequest() throws Exception {
    Workbench bench = scripts(Workbench.empty(folder)).script("V2__other.sql", "SELECT 1;");

    assertThatThrownBy(bench::status)
        .isInstanceOfSatisfying(
            OperationFailure.class,
            failure -> assertThat(failure.code()).isEqualTo(FailureCode.INVALID_REQUEST))
        .hasMessageContaining("more than one migration with version 2")
        .hasMessageNotContaining("\n");
  }

  private static Workbench scripts(Workbench bench) {
    return bench
        .script("V1__users.sql", "CREATE TABLE users (id int PRIMARY KEY, name text);")
        .script("V2__orders.sql", "CREATE TABLE orders (id int, user_id int REFERENCES users);")
        .script("R__names.sql", "CREATE OR REPLACE VIEW names AS SELECT name FROM users;");
  }
}
