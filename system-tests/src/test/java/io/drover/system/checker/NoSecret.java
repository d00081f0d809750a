package io.drover.system.checker;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** No password is in an event, a header, a log or a manifest. */
final class NoSecret implements Invariant {
  @Override
  public List<String> violations(Evidence evidence) throws IOException {
    List<String> found = new ArrayList<>();
    List<String> secrets = evidence.scene().secrets();
    evidence.all().values().stream()
        .flatMap(List::stream)
        .filter(record -> holds(record, secrets))
        .forEach(record -> found.add("a password is in " + record.place()));
    for (Path folder : List.of(evidence.scene().logs(), evidence.scene().repository())) {
      for (Path file : texts(folder)) {
        if (holds(Files.readAllBytes(file), secrets)) {
          found.add("a password is in " + file);
        }
      }
    }
    return found;
  }

  private static List<Path> texts(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> !file.toString().endsWith(".zst"))
          .toList();
    }
  }

  private static boolean holds(RawRecord record, List<String> secrets) {
    return holds(record.body(), secrets)
        || secrets.stream().anyMatch(record.keyText()::contains)
        || record.headers().values().stream().anyMatch(header -> holds(header, secrets));
  }

  private static boolean holds(byte[] bytes, List<String> secrets) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    return secrets.stream().anyMatch(text::contains);
  }
}
