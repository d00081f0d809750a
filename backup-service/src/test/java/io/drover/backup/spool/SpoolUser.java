package io.drover.backup.spool;

import java.nio.file.Files;
import java.nio.file.Path;

/** Another service on the machine: begins folders of a spool and removes them again. */
final class SpoolUser {
  private SpoolUser() {}

  /** Spool and how many folders. */
  public static void main(String[] arguments) throws Exception {
    use(new Spool(Path.of(arguments[0]), 1 << 20), Integer.parseInt(arguments[1]));
  }

  static void use(Spool spool, int times) throws Exception {
    for (int i = 0; i < times; i++) {
      try (SpoolFolder folder = spool.begin()) {
        Files.writeString(folder.makeDump().resolve("1.dat"), "a table");
      }
    }
  }
}
