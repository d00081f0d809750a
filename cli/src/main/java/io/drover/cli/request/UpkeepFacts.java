package io.drover.cli.request;

import static io.drover.cli.terminal.Amounts.bytes;
import static io.drover.cli.terminal.Amounts.count;

import io.drover.cli.terminal.Amounts;
import io.drover.schemas.BackupCopied;
import io.drover.schemas.BackupsScrubbed;
import io.drover.schemas.CatalogueRebuilt;
import io.drover.schemas.ScrubbedRepository;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** Facts about what is done with backups that are there, in words. */
final class UpkeepFacts {
  /** Actions of maintenance that are told by these facts. */
  static final List<String> ACTIONS = List.of("copy", "scrub", "rebuild-catalogue");

  private UpkeepFacts() {}

  static String copied(BackupCopied copied) {
    return copied.getCopiedBytes() == 0
        ? "backup %s is in %s, read and found true (%s)"
            .formatted(
                copied.getBackupId(),
                copied.getRepository(),
                bytes((double) copied.getArchiveBytes()))
        : "backup %s to %s, %s in %s"
            .formatted(
                copied.getBackupId(),
                copied.getRepository(),
                bytes((double) copied.getCopiedBytes()),
                Amounts.duration(Duration.ofMillis(copied.getDurationMillis())));
  }

  static String scrubbed(BackupsScrubbed scrubbed) {
    return scrubbed.getRepositories().stream()
        .map(UpkeepFacts::scrubbed)
        .collect(Collectors.joining("; "));
  }

  private static String scrubbed(ScrubbedRepository one) {
    return "%s: %s in %s read, %d healthy, %d damaged, %d missing"
        .formatted(
            one.getRepository(),
            bytes((double) one.getBytesRead()),
            count(one.getBackups(), "backup"),
            one.getHealthy(),
            one.getDamaged(),
            one.getMissing());
  }

  static String rebuilt(CatalogueRebuilt rebuilt) {
    return "%s of %s%s%s"
        .formatted(
            count(rebuilt.getAnnounced(), "backup"),
            rebuilt.getRepository(),
            rebuilt.getWithdrawn() == 0 ? "" : ", " + rebuilt.getWithdrawn() + " withdrawn",
            rebuilt.getDamagedCount() == 0
                ? ""
                : ", " + rebuilt.getDamagedCount() + " cannot be read");
  }
}
