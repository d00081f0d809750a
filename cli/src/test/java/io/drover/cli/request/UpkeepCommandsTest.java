package io.drover.cli.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.cli.CapturedTerminal;
import io.drover.cli.ExitCode;
import io.drover.schemas.BackupCopied;
import io.drover.schemas.BackupsScrubbed;
import io.drover.schemas.CatalogueRebuilt;
import io.drover.schemas.MaintenanceRequested;
import io.drover.schemas.MaintenanceSucceeded;
import io.drover.schemas.OperationFailed;
import io.drover.schemas.RestoreRequested;
import io.drover.schemas.ScrubbedRepository;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class UpkeepCommandsTest {
  @TempDir private Path folder;
  private final CapturedTerminal terminal = new CapturedTerminal();

  private int run(
      String action, Function<MaintenanceRequested, List<SpecificRecord>> facts, String... args) {
    try (var herd =
        new FakeHerd(
            message ->
                message.body() instanceof MaintenanceRequested request
                        && request.getAction().equals(action)
                    ? facts.apply(request)
                    : List.of())) {
      return terminal.run(herd.environment(), folder, args);
    }
  }

  private static MaintenanceSucceeded done(MaintenanceRequested request) {
    return MaintenanceSucceeded.newBuilder()
        .setHeader(FakeHerd.header(request, "maintenance", 2))
        .setAction(request.getAction())
        .setBackupId(request.getBackupId())
        .build();
  }

  @Test
  void aCopyNamesItsBackupAndTellsWhereItIs() {
    assertThat(
            run(
                "copy",
                request ->
                    List.of(
                        new BackupCopied(
                            FakeHerd.header(request, "maintenance", 1),
                            request.getBackupId(),
                            "nas",
                            "db/b-1",
                            "ab",
                            2_000_000L,
                            2_000_000L,
                            1_500L),
                        done(request)),
                "copy",
                "db",
                "b-1"))
        .isEqualTo(ExitCode.SUCCEEDED);
    assertThat(terminal.out()).contains("copied", "backup b-1 to nas, 2.0 MB in 1.5 s");
  }

  @Test
  void aScrubThatFindsDamageTellsItsNumbersAndExitsWithOne() {
    assertThat(
            run(
                "scrub",
                request ->
                    List.of(
                        new BackupsScrubbed(
                            FakeHerd.header(request, "maintenance", 1),
                            List.of(new ScrubbedRepository("nas", 3, 2, 1, 0, 9L, 3_000_000L)),
                            List.of(),
                            1,
                            10L),
                        OperationFailed.newBuilder()
                            .setHeader(FakeHerd.header(request, "maintenance", 2))
                            .setCode("BACKUP_CORRUPT")
                            .setMessage("Damaged.")
                            .setRemedy("./drover copy db b-1")
                            .build()),
                "scrub",
                "db"))
        .isEqualTo(ExitCode.FAILED);
    assertThat(terminal.out())
        .contains("nas: 3.0 MB in 3 backups read, 2 healthy, 1 damaged, 0 missing")
        .contains("remedy: ./drover copy db b-1");
  }

  @Test
  void aRebuildNamesTheRepositoryThatIsRead() {
    assertThat(
            run(
                "rebuild-catalogue",
                request ->
                    "nas".equals(request.getRepository())
                        ? List.of(
                            new CatalogueRebuilt(
                                FakeHerd.header(request, "maintenance", 1),
                                "nas",
                                7,
                                1,
                                List.of(),
                                0,
                                true),
                            done(request))
                        : List.of(),
                "rebuild-catalogue",
                "db",
                "--repository",
                "nas"))
        .isEqualTo(ExitCode.SUCCEEDED);
    assertThat(terminal.out()).contains("7 backups of nas, 1 withdrawn");
  }

  @Test
  void aRestoreMayBeAskedForFromTheCopy() {
    try (var herd =
        new FakeHerd(
            message ->
                message.body() instanceof RestoreRequested request && request.getFromCopy()
                    ? List.of(
                        OperationFailed.newBuilder()
                            .setHeader(FakeHerd.header(request, "restore", 1))
                            .setCode("BACKUP_NOT_FOUND")
                            .setMessage("Asked of the copies.")
                            .setRemedy("")
                            .build())
                    : List.of())) {
      assertThat(
              terminal.run(
                  herd.environment(),
                  folder,
                  "restore",
                  "db",
                  "--backup",
                  "b-1",
                  "--as",
                  "db_new",
                  "--from-copy"))
          .isEqualTo(ExitCode.FAILED);
    }
    assertThat(terminal.out()).contains("Asked of the copies.");
  }
}
