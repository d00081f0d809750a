package io.drover.system.checker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The scripts of a database, as they lie in its folder. */
final class Scripts {
  private Scripts() {}

  private static Path folder(Scene scene, Fact end) {
    String database = end.header().get("database").toString();
    Path folder = scene.migrations().get(database);
    if (folder == null) {
      throw new IllegalStateException("the scene has no scripts of " + database);
    }
    return folder;
  }

  /** Whether the script of a version makes this table. */
  static boolean make(Scene scene, Fact end, int version, String table) throws IOException {
    String script = of(scene, end).get(version);
    return script != null
        && Files.readString(folder(scene, end).resolve(script)).contains("CREATE TABLE " + table);
  }

  /** Names of those that apply, by version. */
  static Map<Integer, String> of(Scene scene, Fact end) throws IOException {
    Map<Integer, String> scripts = new TreeMap<>();
    try (Stream<Path> files = Files.list(folder(scene, end))) {
      files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.startsWith("V"))
          .forEach(name -> scripts.put(version(name), name));
    }
    return scripts;
  }

  /** Version of a script by its name: 3 of {@code V3__third.sql}. */
  static int version(String script) {
    return Integer.parseInt(script.substring(1, script.indexOf("__")));
  }
}
