package io.drover.cli.request;

import io.drover.schemas.RestoreRequested;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** How one database takes the place of another. */
final class TakeoverOptions {
  @Option(
      names = "--confirm",
      paramLabel = "DB",
      description = "The database's name again, as it is taken from its users.")
  private String confirm = "";

  @Option(
      names = "--grace",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description = "From the announcement until connections are ended. Default: 10s.")
  private @Nullable Duration grace;

  @Option(
      names = "--undo-window",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description = "How long the replaced database is kept. Default: 24h.")
  private @Nullable Duration undoWindow;

  @Option(
      names = "--override",
      paramLabel = "CODE",
      description = "Go on in spite of a finding; may be repeated.")
  private List<String> overrides = new ArrayList<>();

  /** Whether the name was given again. */
  boolean isConfirmed() {
    return !confirm.isEmpty();
  }

  /** The options for a database that takes the place of another, as far as they were given. */
  List<String> given() {
    List<String> given = new ArrayList<>();
    if (grace != null) {
      given.add("--grace");
    }
    if (undoWindow != null) {
      given.add("--undo-window");
    }
    return given;
  }

  void requireConfirm(CommandSpec command) {
    if (confirm.isEmpty()) {
      throw new ParameterException(
          command.commandLine(),
          "This takes the database as it is from its users: say its name again with --confirm DB.");
    }
  }

  void fill(RestoreRequested.Builder body) {
    body.setConfirm(confirm).setOverrides(overrides);
    if (grace != null) {
      body.setGraceSeconds(Math.toIntExact(grace.toSeconds()));
    }
    if (undoWindow != null) {
      body.setUndoWindowSeconds(Math.toIntExact(undoWindow.toSeconds()));
    }
  }
}
