package io.drover.cli.stack;

import io.drover.cli.CliFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/** Writes the registry of databases for a local stack. */
public final class DatabasesFile {
  private static final String PORT_MARK = "# port of the local stack, kept current";

  private DatabasesFile() {}

  /**
   * Writes a registry with one database.
   *
   * @param place the stack
   * @param port PostgreSQL's port
   * @param name name of the database, also its physical name
   * @param migrations folder of its migrations
   * @param baseline version that the database has without having been migrated; empty for none
   */
  public static void write(
      StackFolder place, int port, String name, Path migrations, Optional<String> baseline) {
    String text =
        """
        # The databases that Drover operates; the services read it again when it changes.
        servers:
          local:
            host: 127.0.0.1
            port: %d %s
            maintenance-database: postgres
            user: %s
            password: %s
            ssl-mode: prefer
        databases:
          %s:
            server: local
            name: %s
            policy:
              operations: [backup, restore, restore-replace, verify, migrate, maintenance, remove, import, export]
              retention: { keep-last: 10, daily: 7, weekly: 4 }
              recovery-point-objective: 24h
              backup-before-migration: true
              migrations:
                locations: [%s]
        """
            .formatted(
                port,
                PORT_MARK,
                StateSetup.TARGET_ROLE,
                quoted("file:" + place.secret(StateSetup.TARGET_ROLE)),
                quoted(name),
                quoted(name),
                quoted(migrations.toString()));
    String ending =
        baseline.map(version -> "        baseline-version: " + quoted(version) + "\n").orElse("");
    replace(place.databases(), text + ending);
  }

  /** Changes the port of the local server, and nothing else, in a file that people may edit. */
  static void updatePort(StackFolder place, int port) {
    try {
      String text = Files.readString(place.databases());
      String current =
          text.replaceAll("port: \\d+ " + PORT_MARK, "port: " + port + " " + PORT_MARK);
      if (!current.equals(text)) {
        replace(place.databases(), current);
      }
    } catch (IOException e) {
      throw unwritable(place.databases(), e);
    }
  }

  private static void replace(Path file, String text) {
    Path unfinished = file.resolveSibling(file.getFileName() + ".unfinished");
    try {
      Files.writeString(unfinished, text);
      Files.move(
          unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw unwritable(file, e);
    }
  }

  private static CliFailure unwritable(Path file, IOException e) {
    return new CliFailure(
        "The file " + file + " cannot be written: " + e.getMessage(), "ls -l '" + file + "'", e);
  }

  /** A string in YAML's double quotes, in which JSON's escapes hold too. */
  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
