package io.drover.cli.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.cli.CapturedTerminal;
import io.drover.cli.ExitCode;
import io.drover.schemas.MigrateRequested;
import io.drover.schemas.MigrationSucceeded;
import io.drover.schemas.SchemaDifference;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AdoptCommandTest {
  @TempDir private Path folder;
  private final CapturedTerminal terminal = new CapturedTerminal();
  private final List<MigrateRequested> asked = new ArrayList<>();
  private List<SchemaDifference> differences = List.of();

  @Test
  void aDryRunShowsWhatDiffersOnBothSidesAndExitsWithOne() {
    differences =
        List.of(
            new SchemaDifference("column public.t.a", "changed", "integer", "bigint"),
            new SchemaDifference("table public.old", "added", null, "table"));

    assertThat(migrate("--adopt", "--dry-run", "--to-version", "4")).isEqualTo(ExitCode.FAILED);

    assertThat(asked.getFirst().getMode()).isEqualTo("ADOPT");
    assertThat(asked.getFirst().getDryRun()).isTrue();
    assertThat(asked.getFirst().getVersion()).isEqualTo("4");
    assertThat(terminal.out())
        .contains("2 differences")
        .containsPattern("differs +column public.t.a")
        .containsPattern("scripts: +integer")
        .containsPattern("database: +bigint")
        .containsPattern("only in the database +table public.old")
        .contains("./drover migrate db --adopt --dry-run");
  }

  @Test
  void aDryRunOfOneThatAgreesGivesTheCommandThatAdoptsIt() {
    assertThat(migrate("--adopt", "--dry-run")).isEqualTo(ExitCode.SUCCEEDED);

    assertThat(terminal.out()).contains("can be adopted", "./drover migrate db --adopt\n");
  }

  @Test
  void aRestoreIsAskedForAsANewDatabaseAndTellsWhatItPassed() {
    assertThat(migrate("--restore", "--backup", "b-7", "--as", "db_new"))
        .isEqualTo(ExitCode.SUCCEEDED);

    assertThat(asked.getFirst().getMode()).isEqualTo("RESTORE");
    assertThat(asked.getFirst().getBackupId()).isEqualTo("b-7");
    assertThat(asked.getFirst().getTargetName()).isEqualTo("db_new");
    assertThat(terminal.out())
        .contains("1 migration applied", "restored from backup b-7")
        .containsPattern("passed +orders are there");
  }

  @Test
  void aReplacementCarriesItsConfirmation() {
    assertThat(migrate("--restore", "--confirm", "db")).isEqualTo(ExitCode.SUCCEEDED);

    assertThat(asked.getFirst().getConfirm()).isEqualTo("db");
    assertThat(asked.getFirst().getTargetName()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--restore",
        "--restore --as x --confirm db",
        "--apply --as x",
        "--apply --dry-run",
        "--status --to-version 3",
        "--adopt --backup b-7"
      })
  void anOptionThatWouldBeIgnoredIsAMistakeOfUsage(String options) {
    assertThat(terminal.run(Map.of(), folder, ("migrate db " + options).split(" ")))
        .isEqualTo(ExitCode.USAGE);
  }

  private int migrate(String... options) {
    try (var herd =
        new FakeHerd(
            message -> {
              var request = (MigrateRequested) Objects.requireNonNull(message.body());
              asked.add(request);
              return List.of(answer(request));
            })) {
      List<String> line = new ArrayList<>(List.of("migrate", "db"));
      line.addAll(List.of(options));
      return terminal.run(Map.copyOf(herd.environment()), folder, line.toArray(String[]::new));
    }
  }

  private MigrationSucceeded answer(MigrateRequested request) {
    boolean restored = request.getMode().equals("RESTORE");
    return MigrationSucceeded.newBuilder()
        .setHeader(FakeHerd.header(request, "migrate", 1))
        .setMode(request.getMode())
        .setMigrations(List.of())
        .setAppliedCount(restored ? 1 : 0)
        .setPendingCount(0)
        .setCurrentVersion("4")
        .setDurationMillis(3)
        .setDryRun(request.getDryRun())
        .setDifferences(differences)
        .setChecks(restored ? List.of("orders are there") : List.of())
        .setRestoredBackupId(restored ? "b-7" : null)
        .build();
  }
}
