package io.drover.system.harness;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The scripts of a herd. Each leaves the number of its version in the table {@code loyalty}, which
 * has no key, so that a script which ran twice is seen; an undo script leaves it negated.
 */
final class HerdMigrations {
  private static final Map<String, String> SHARED =
      Map.of(
          "V2__loyalty.sql",
          "CREATE TABLE loyalty (id integer); INSERT INTO loyalty VALUES (2);",
          "V3__more_loyalty.sql",
          "INSERT INTO loyalty VALUES (3); ALTER TABLE customer ADD COLUMN points integer;",
          "V4__loyalty_index.sql",
          "CREATE INDEX CONCURRENTLY loyalty_id ON loyalty (id); INSERT INTO loyalty VALUES (4);");

  private static final String V1 =
      "CREATE TABLE loyalty (id integer); INSERT INTO loyalty VALUES (1);";
  private static final String V2 =
      "CREATE TABLE made_by_2 (id integer); INSERT INTO loyalty VALUES (2);";
  private static final String V3 =
      "CREATE TABLE made_by_3 (id integer); INSERT INTO loyalty VALUES (3);";

  private static final Map<String, String> THERE_AND_BACK =
      Map.of(
          "V1__loyalty.sql",
          V1,
          "V2__second.sql",
          V2,
          "V3__third.sql",
          V3,
          "U2__second.sql",
          "DROP TABLE made_by_2; INSERT INTO loyalty VALUES (-2);",
          "U3__third.sql",
          "DROP TABLE made_by_3; INSERT INTO loyalty VALUES (-3);");

  private static final Map<String, Map<String, String>> OWN =
      Map.of(
          Herd.PUSHED,
          Map.of("V1__loyalty.sql", V1, "V2__second.sql", V2),
          Herd.UNDONE,
          THERE_AND_BACK,
          Herd.RETURNED,
          THERE_AND_BACK,
          Herd.FAILED,
          Map.of(
              "V1__loyalty.sql",
              V1,
              "V2__broken.sql",
              "INSERT INTO loyalty VALUES (2); CREATE INDEX CONCURRENTLY broken ON nothing (id);"));

  private final Path folder;

  HerdMigrations(Path folder) {
    this.folder = folder;
    write("shared", SHARED);
    OWN.forEach(this::write);
  }

  /** Where the scripts of a database are. */
  Path of(String database) {
    return folder.resolve(OWN.containsKey(database) ? database : "shared");
  }

  /** Folders of these databases. */
  Map<String, Path> of(Iterable<String> databases) {
    Map<String, Path> folders = new TreeMap<>();
    databases.forEach(each -> folders.put(each, of(each)));
    return folders;
  }

  /** Statements that somebody ran in the database without writing any history. */
  static List<String> pushed(String database) {
    if (!database.equals(Herd.PUSHED)) {
      return List.of();
    }
    List<String> statements = new ArrayList<>(List.of("SET ROLE " + TargetServer.ROLE));
    statements.addAll(new TreeMap<>(OWN.getOrDefault(database, Map.of())).values());
    return statements;
  }

  private void write(String name, Map<String, String> scripts) {
    try {
      Path own = Files.createDirectories(folder.resolve(name));
      for (Map.Entry<String, String> each : scripts.entrySet()) {
        Files.writeString(own.resolve(each.getKey()), each.getValue(), UTF_8);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
