package io.drover.service.testbed;

import io.drover.bus.SigningKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** Principals with keys of their own, and the file that names them. */
public final class Persons {
  private final Path folder;
  private final Map<String, Path> files = new TreeMap<>();
  private final Map<String, String> publicKeys = new TreeMap<>();

  public Persons(Path folder, String... names) throws IOException {
    this.folder = folder;
    for (String each : names) {
      Path file = folder.resolve(each.replace('/', '-') + ".pem");
      publicKeys.put(each, SigningKey.create(each, file));
      files.put(each, file);
    }
    write();
  }

  /** principals.yml. */
  public Path file() {
    return folder.resolve("principals.yml");
  }

  /** File of someone's private key. */
  public Path keyFile(String name) {
    return Objects.requireNonNull(files.get(name));
  }

  public SigningKey key(String name) {
    return SigningKey.read(keyFile(name));
  }

  /** A key in someone's name that principals.yml does not hold. */
  public SigningKey forged(String name) {
    Path file = folder.resolve("forged-" + name + ".pem");
    SigningKey.create(name, file);
    return SigningKey.read(file);
  }

  /** Takes someone out of the file. */
  public void remove(String name) throws IOException {
    publicKeys.remove(name);
    write();
  }

  private void write() throws IOException {
    StringBuilder text = new StringBuilder("principals:\n");
    publicKeys.forEach(
        (name, key) -> text.append("  %s: { keys: [\"%s\"] }\n".formatted(name, key)));
    Files.writeString(file(), text);
  }
}
