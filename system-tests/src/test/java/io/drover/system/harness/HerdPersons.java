package io.drover.system.harness;

import io.drover.bus.SigningKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The persons and services of a herd, with their keys and the file that names them. */
final class HerdPersons {
  private static final List<String> NAMES =
      List.of(
          "ann",
          "bob",
          "drover/backup-service",
          "drover/migration-service",
          "drover/monitor-service");

  private final Path folder;

  HerdPersons(Path folder) {
    this.folder = folder;
    StringBuilder yaml = new StringBuilder("principals:\n");
    for (String each : NAMES) {
      String publicKey = SigningKey.create(each, file(each));
      yaml.append("  %s: { keys: [\"%s\"] }\n".formatted(each, publicKey));
    }
    try {
      Files.writeString(principals(), yaml);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** principals.yml. */
  Path principals() {
    return folder.resolve("principals.yml");
  }

  /** File of a private key. */
  Path file(String name) {
    return folder.resolve(name.replace('/', '-') + ".pem");
  }

  SigningKey key(String name) {
    return SigningKey.read(file(name));
  }
}
