package io.drover.cli.request;

import io.drover.schemas.RestoreRequested;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a restore must be told. */
final class RestoreOptions {
  private RestoreOptions() {}

  /** Which backup. */
  static final class Choice {
    @Option(
        names = "--backup",
        paramLabel = "ID|latest|latest-verified",
        description =
            "Which backup; latest is the newest one of the database, latest-verified the newest one"
                + " that was proven.")
    private String backupId = "";

    @Option(
        names = "--backup-label",
        paramLabel = "KEY=VALUE",
        description = "The newest backup that bears this label; may be repeated.")
    private Map<String, String> labels = new TreeMap<>();

    @Option(
        names = "--before",
        paramLabel = "TIME",
        converter = InstantConverter.class,
        description = "The newest backup from before this instant, such as 2026-11-21T10:00:00Z.")
    private @Nullable Instant before;

    void fill(RestoreRequested.Builder body) {
      body.setBackupId(backupId).setBackupLabels(labels).setBackupBefore(before);
    }
  }

  /** Where to. */
  static final class Destination {
    @Option(
        names = "--as",
        required = true,
        paramLabel = "NEW",
        description = "Name of the database to create.")
    private @Nullable String targetName;

    @Option(
        names = "--replace",
        required = true,
        description = "In place of the database itself; needs --confirm.")
    private boolean replace;

    @Option(
        names = "--scratch",
        required = true,
        description = "A database with a name of its own, quiet, and dropped by itself.")
    private boolean scratch;

    boolean replaces() {
      return replace;
    }

    boolean isScratch() {
      return scratch;
    }

    void fill(RestoreRequested.Builder body) {
      body.setMode(replace ? "replace" : scratch ? "scratch" : "new");
      if (targetName != null) {
        body.setTargetName(targetName);
      }
    }
  }
}
