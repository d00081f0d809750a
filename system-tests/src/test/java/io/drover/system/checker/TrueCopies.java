package io.drover.system.checker;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Every committed backup of a database with copies has a true one or a request for it that has not
 * come to its end; there is no copy of nothing; no copy is asked for twice unless the request
 * before came to nothing.
 */
final class TrueCopies implements Invariant {
  @Override
  public List<String> violations(Evidence evidence) throws Exception {
    List<String> found = new ArrayList<>();
    Map<String, JsonNode> originals = new Repository(evidence.scene().repository()).manifests();
    for (Map.Entry<String, Path> each : evidence.scene().copies().entrySet()) {
      Repository repository = new Repository(each.getValue());
      Map<String, JsonNode> copies = repository.manifests();
      Set<String> pending = pending(evidence);
      for (JsonNode original : originals.values()) {
        String id = original.path("backupId").asText();
        JsonNode copy = copies.get(id);
        if (!original.path("database").asText().equals(each.getKey())) {
          continue;
        }
        if (copy == null && !pending.contains(id)) {
          found.add("backup " + id + " has no copy and nobody asks for one");
        } else if (copy != null && !hash(copy).equals(hash(original))) {
          found.add("the copy of backup " + id + " has another SHA-256 than the original");
        }
      }
      for (Map.Entry<String, JsonNode> copy : copies.entrySet()) {
        for (String wrong : repository.wrongWith(copy.getValue())) {
          found.add("the copy of backup " + copy.getKey() + " " + wrong);
        }
        if (!originals.containsKey(copy.getKey())) {
          found.add("there is a copy of backup " + copy.getKey() + ", which is not there");
        }
      }
    }
    once(evidence, found);
    return found;
  }

  private static String hash(JsonNode manifest) {
    return manifest.path("archive").path("sha256").asText();
  }

  private static List<Request> requests(Evidence evidence) {
    return evidence.requests().values().stream()
        .map(List::getFirst)
        .filter(each -> each.kind().equals("maintenance") && each.text("action").equals("copy"))
        .toList();
  }

  private static Set<String> pending(Evidence evidence) {
    Set<String> pending = new TreeSet<>();
    for (Request each : requests(evidence)) {
      if (evidence.end(each.operation()).isEmpty()) {
        pending.add(each.text("backupId"));
      }
    }
    return pending;
  }

  private static void once(Evidence evidence, List<String> found) {
    Set<String> settled = new TreeSet<>();
    for (Request each : requests(evidence)) {
      boolean made =
          evidence.end(each.operation()).map(end -> end.outcome().equals("succeeded")).orElse(true);
      if (made && !settled.add(each.text("backupId"))) {
        found.add("a copy of backup " + each.text("backupId") + " was asked for twice");
      }
    }
  }
}
