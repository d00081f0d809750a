package io.drover.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Equal databases, each of which is backed up in another way. */
final class Policies {
  static final String PLAIN = "custom";
  static final String ENCRYPTED = "encrypted";
  static final String DIRECTORY = "directory";
  static final String HASHED = "hashed";

  private Policies() {}

  /** Those that differ in how a backup is made. */
  static List<String> names() {
    return List.of(PLAIN, ENCRYPTED, DIRECTORY);
  }

  /** Entries of databases.yml; makes the databases out of one, and a key for the encryption. */
  static List<String> entries(BenchmarkStack stack, String template) throws Exception {
    for (String name : List.of(PLAIN, ENCRYPTED, DIRECTORY, HASHED)) {
      Shell.run(stack.connection(), "createdb -T %s %s".formatted(template, name));
    }
    Path identity = stack.scratch("identity");
    if (!Files.exists(identity)) {
      Shell.run(stack.connection(), "age-keygen -o %s 2> /dev/null".formatted(identity));
    }
    String recipient =
        Files.readAllLines(identity).stream()
            .filter(line -> line.startsWith("# public key: "))
            .map(line -> line.substring(line.indexOf("age1")))
            .findFirst()
            .orElseThrow();
    String encryption =
        "encryption: { recipients: [%s], identities: [\"file:%s\"] }"
            .formatted(recipient, identity);
    return List.of(
        entry(PLAIN, "backup: { format: custom }"),
        entry(ENCRYPTED, "backup: { format: custom, %s }".formatted(encryption)),
        entry(DIRECTORY, "backup: { format: directory, jobs: 2, %s }".formatted(encryption)),
        entry(HASHED, "backup: { format: custom }, verify: { content-hashes: true }"));
  }

  private static String entry(String name, String policy) {
    return "%s: { server: main, policy: { target-name-pattern: \"copy\", %s } }"
        .formatted(name, policy);
  }
}
