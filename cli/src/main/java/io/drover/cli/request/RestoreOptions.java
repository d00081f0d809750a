package io.drover.cli.request;

import io.drover.schemas.RestoreRequested;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
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

  /** How much of it, and for whom. */
  static final class Share {
    @Option(
        names = "--schema",
        paramLabel = "SCHEMA",
        description = "Only this schema of the backup, by its exact name; may be repeated.")
    private List<String> schemas = new ArrayList<>();

    @Option(
        names = "--table",
        paramLabel = "SCHEMA.TABLE",
        description = {
          "Only this table with all that belongs to it; may be repeated.",
          "A part that holds a dot or a quote stands in double quotes."
        })
    private List<String> tables = new ArrayList<>();

    @Option(
        names = "--data-only",
        description = "With --in-place: add rows to the tables that are there.")
    private boolean dataOnly;

    @Option(
        names = "--map-role",
        paramLabel = "OLD=NEW",
        description = "What OLD owned and was granted is NEW's; may be repeated.")
    private Map<String, String> roles = new TreeMap<>();

    /** The options that choose a part of the backup. */
    List<String> parts() {
      List<String> given = new ArrayList<>();
      if (!schemas.isEmpty()) {
        given.add("--schema");
      }
      if (!tables.isEmpty()) {
        given.add("--table");
      }
      return given;
    }

    boolean isDataOnly() {
      return dataOnly;
    }

    void fill(RestoreRequested.Builder body) {
      body.setSchemas(schemas).setTables(tables).setDataOnly(dataOnly).setRoleMapping(roles);
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
        names = "--in-place",
        required = true,
        description =
            "Into the database itself, in one transaction, where the server lets no other one be"
                + " made; needs --confirm.")
    private boolean inPlace;

    @Option(
        names = "--scratch",
        required = true,
        description = "A database with a name of its own, quiet, and dropped by itself.")
    private boolean scratch;

    boolean replaces() {
      return replace;
    }

    boolean isInPlace() {
      return inPlace;
    }

    boolean isScratch() {
      return scratch;
    }

    void fill(RestoreRequested.Builder body) {
      body.setMode(replace ? "replace" : inPlace ? "in-place" : scratch ? "scratch" : "new");
      if (targetName != null) {
        body.setTargetName(targetName);
      }
    }
  }
}
