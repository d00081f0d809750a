package io.drover.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/** A repository with ten thousand backups of one database: what retention takes to judge them. */
final class CatalogueBenchmark {
  private static final int BACKUPS = 10_000;
  private static final int ROUNDS = 5;
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  private CatalogueBenchmark() {}

  static void run(Path checkout) throws Exception {
    try (BenchmarkStack stack = BenchmarkStack.start(checkout)) {
      stack.postgres().createDatabase("little");
      stack.register(List.of("little: { server: main, policy: { retention: { keep-last: 10 } } }"));
      Process service = stack.service("backup-service", Map.of("drover.instance", "benchmark"));
      try (Operations operations = new Operations(stack)) {
        Path original = folder(stack, operations.backup("little").getBackupId());
        for (int i = 1; i < BACKUPS; i++) {
          copy(original, Instant.now().minus(Duration.ofHours(i)));
        }
        List<Cost> costs = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
          costs.add(
              Cost.of(
                  service.pid(),
                  () -> {
                    operations.wouldRemove("little");
                    return 0;
                  }));
        }
        Report.heading("Retention (dry run) of 10,000 backups, median of " + ROUNDS);
        Report.line(
            "wall, request to terminal fact: **"
                + Report.figure(Cost.median(costs, Cost::seconds))
                + " s** (goal: at most 1.00)");
      }
    }
  }

  private static Path folder(BenchmarkStack stack, String backupId) throws IOException {
    try (Stream<Path> below = Files.walk(stack.repository())) {
      return below.filter(path -> path.endsWith(backupId)).findFirst().orElseThrow();
    }
  }

  /** A backup that is the original but for its id and its times, with a true seal. */
  private static void copy(Path original, Instant at) throws Exception {
    String id = original.getFileName().toString();
    String copyId = STAMP.format(at) + id.substring(id.indexOf('-'));
    Path folder = Files.createDirectory(original.resolveSibling(copyId));
    try (Stream<Path> files = Files.list(original)) {
      for (Path file : files.toList()) {
        if (!file.endsWith("manifest.json")) {
          Files.createLink(folder.resolve(file.getFileName()), file);
        }
      }
    }
    String json = Files.readString(original.resolve("manifest.json"));
    json =
        json.replace(id, copyId)
            .replaceAll("(\"operationId\" : )\"[^\"]*\"", "$1\"" + UUID.randomUUID() + "\"")
            .replaceAll("(\"(started|committed)At\" : )\"[^\"]*\"", "$1\"" + at + "\"");
    Files.writeString(folder.resolve("manifest.json"), sealed(json));
  }

  /** The first field is the SHA-256 of the text with zeros in the field's place. */
  private static String sealed(String json) throws Exception {
    String before = "{\n  \"sha256\" : \"";
    String zeros = before + "0".repeat(64) + json.substring(before.length() + 64);
    byte[] digest =
        MessageDigest.getInstance("SHA-256").digest(zeros.getBytes(StandardCharsets.UTF_8));
    return before + HexFormat.of().formatHex(digest) + zeros.substring(before.length() + 64);
  }
}
