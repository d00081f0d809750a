package io.drover.system.checker;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * An import that is told of has the content of its file; an export that is told of is a file with
 * the hash that was told, which stock tools open; no other file lies among the exports.
 */
final class TrueExchanges implements Invariant {
  @Override
  public List<String> violations(Evidence evidence) throws Exception {
    List<String> found = new ArrayList<>();
    Path exchange = evidence.scene().exchange();
    Repository repository = new Repository(evidence.scene().repository());
    Map<String, JsonNode> manifests = repository.manifests();
    Set<Path> told = new TreeSet<>();
    for (Fact end : evidence.ends().values()) {
      if (isEndOf("import", end)) {
        JsonNode manifest = manifests.get(end.text("backupId"));
        Path file = exchange.resolve("import").resolve(end.text("path"));
        if (manifest == null || !holds(repository.archive(manifest), file, end)) {
          found.add(end.operation() + " succeeded and its backup has not the content of " + file);
        }
      } else if (isEndOf("export", end)) {
        Path file = Path.of(end.text("path"));
        told.add(file);
        if (!isGood(file, end.text("sha256"))) {
          found.add(end.operation() + " succeeded and has not written " + file + " as it tells");
        }
      }
    }
    for (Path file : exports(exchange)) {
      if (!told.contains(file)) {
        found.add("among the exports lies " + file + ", of which nobody tells");
      }
    }
    return found;
  }

  /** Whether a fact is the good end of a maintenance of this action. */
  static boolean isEndOf(String action, Fact end) {
    return end.type().equals("MaintenanceSucceeded") && end.text("action").equals(action);
  }

  private static boolean holds(Path archive, Path file, Fact end)
      throws IOException, InterruptedException {
    return Repository.sha256(file).equals(end.text("sha256"))
        && Repository.succeeds(
            "zstd -dcq \"$0\" | cmp -s - \"$1\"", archive.toString(), file.toString());
  }

  private static boolean isGood(Path file, String sha256) throws IOException, InterruptedException {
    return Files.isRegularFile(file)
        && Repository.sha256(file).equals(sha256)
        && Repository.succeeds(
            "\"$1\" --list \"$0\"", file.toString(), PostgresProgram.path("pg_restore"));
  }

  private static List<Path> exports(Path exchange) throws IOException {
    Path folder = exchange.resolve("export");
    if (!Files.exists(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }
}
