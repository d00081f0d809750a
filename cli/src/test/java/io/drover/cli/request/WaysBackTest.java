package io.drover.cli.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.cli.CapturedTerminal;
import io.drover.cli.ExitCode;
import io.drover.schemas.HistoryChange;
import io.drover.schemas.MigrateRequested;
import io.drover.schemas.MigrationEntry;
import io.drover.schemas.MigrationPlan;
import io.drover.schemas.MigrationSucceeded;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class WaysBackTest {
  private static final String DIGEST = "5f".repeat(32);

  @TempDir private Path folder;
  private final CapturedTerminal terminal = new CapturedTerminal();
  private final List<MigrateRequested> asked = new ArrayList<>();
  private int blocking;

  @Test
  void aRollbackNamesVersionNamespaceAndDigest() {
    assertThat(
            migrate(
                "--rollback", "--to-version", "1", "--namespace", "shop", "--plan-digest", DIGEST))
        .isEqualTo(ExitCode.SUCCEEDED);

    MigrateRequested request = asked.getFirst();
    assertThat(request.getMode()).isEqualTo("ROLLBACK");
    assertThat(request.getVersion()).isEqualTo("1");
    assertThat(request.getNamespace()).isEqualTo("shop");
    assertThat(request.getPlanDigest()).isEqualTo(DIGEST);
    assertThat(request.getDryRun()).isFalse();
    assertThat(terminal.out()).containsPattern("3 +V3__three.sql +undone +is pending again");
    assertThat(terminal.out()).contains("repeatable scripts stay").doesNotContain("do exactly");
  }

  @Test
  void aTrialEndsWithTheCommandThatDoesIt() {
    assertThat(migrate("--rollback", "--to-version", "1.5", "--dry-run"))
        .isEqualTo(ExitCode.SUCCEEDED);

    assertThat(asked.getFirst().getDryRun()).isTrue();
    assertThat(terminal.out())
        .contains(
            "do exactly this: ./drover migrate db --rollback --to-version 1 --plan-digest "
                + DIGEST);
  }

  @Test
  void aTrialThatIsBlockedFailsAndOffersNoCommand() {
    blocking = 1;

    assertThat(migrate("--rollback", "--dry-run")).isEqualTo(ExitCode.FAILED);
    assertThat(terminal.out()).contains("this is not done").doesNotContain("--plan-digest");
  }

  @Test
  void repairAndBaselineAreAskedForByTheirNames() {
    assertThat(migrate("--repair", "--plan-digest", DIGEST)).isEqualTo(ExitCode.SUCCEEDED);
    assertThat(migrate("--baseline", "--to-version", "7")).isEqualTo(ExitCode.SUCCEEDED);

    assertThat(asked).extracting(MigrateRequested::getMode).containsExactly("REPAIR", "BASELINE");
    assertThat(asked.getLast().getVersion()).isEqualTo("7");
  }

  @Test
  void aBackupIsNamedWithAConfirmation() {
    assertThat(migrate("--rollback", "--to-backup", "before", "--confirm", "db"))
        .isEqualTo(ExitCode.SUCCEEDED);

    assertThat(asked.getFirst().getBackupId()).isEqualTo("before");
    assertThat(asked.getFirst().getConfirm()).isEqualTo("db");
    assertThat(terminal.out()).contains("backup b-7 took the place of the database");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--apply --dry-run",
        "--status --to-version 1",
        "--repair --to-version 1",
        "--baseline --to-backup before",
        "--rollback --to-backup before",
        "--rollback --confirm db",
        "--rollback --to-backup before --to-version 1 --confirm db",
        "--baseline --plan-digest 00",
        "--rollback --repair"
      })
  void optionsThatWouldBeIgnoredAreMistakes(String options) {
    assertThat(terminal.run(Map.of(), folder, ("migrate db " + options).split(" ")))
        .isEqualTo(ExitCode.USAGE);
  }

  @Test
  void versionsAreComparedByTheirNumbers() {
    assertThat(Versions.ORDER.compare("2", "10")).isNegative();
    assertThat(Versions.ORDER.compare("1.10", "1_9")).isPositive();
    assertThat(Versions.ORDER.compare("1.0", "1")).isZero();
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
    boolean toBackup = !request.getBackupId().isEmpty();
    return MigrationSucceeded.newBuilder()
        .setHeader(FakeHerd.header(request, "migrate", 1))
        .setMode(request.getMode())
        .setDryRun(request.getDryRun())
        .setMigrations(List.of(entry("1"), entry("2"), entry("3"), entry(null)))
        .setAppliedCount(0)
        .setPendingCount(0)
        .setDurationMillis(0)
        .setPlan(toBackup ? null : plan())
        .setChanges(toBackup ? List.of() : List.of(undone("3"), undone("2")))
        .setRestoredBackupId(toBackup ? "b-7" : null)
        .build();
  }

  private MigrationPlan plan() {
    return MigrationPlan.newBuilder()
        .setDigest(DIGEST)
        .setStatements(List.of())
        .setStatementCount(0)
        .setFindings(List.of())
        .setFindingCount(0)
        .setBlockingCount(blocking)
        .build();
  }

  private static HistoryChange undone(String version) {
    return HistoryChange.newBuilder()
        .setNamespace("default")
        .setVersion(version)
        .setScript(version.equals("3") ? "V3__three.sql" : "V2__two.sql")
        .setChange("undone")
        .setDetail("is pending again")
        .build();
  }

  private static MigrationEntry entry(@Nullable String version) {
    return MigrationEntry.newBuilder()
        .setVersion(version)
        .setDescription("some")
        .setScript("some.sql")
        .setState("applied")
        .build();
  }
}
