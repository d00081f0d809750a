package io.drover.system.checker;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.generic.GenericRecord;

/**
 * A backup that is told of is in the repository and opens; the repository holds no other; the topic
 * of backups lists just these.
 */
final class TrueBackups implements Invariant {
  @Override
  public List<String> violations(Evidence evidence) throws Exception {
    List<String> found = new ArrayList<>();
    Repository repository = new Repository(evidence.scene().repository());
    Map<String, JsonNode> manifests = repository.manifests();
    for (Map.Entry<String, JsonNode> each : manifests.entrySet()) {
      for (String wrong : repository.wrongWith(each.getValue())) {
        found.add("backup " + each.getKey() + " " + wrong);
      }
    }
    manifests.keySet().removeAll(evidence.scene().givenBackups());
    Map<String, String> told = told(evidence, manifests, found);
    manifests.forEach(
        (id, manifest) -> {
          String operation = manifest.path("operationId").asText();
          if (!operation.equals(told.get(id))) {
            found.add(
                "backup "
                    + id
                    + " of operation "
                    + operation
                    + " is committed, its end is "
                    + evidence.end("backup/" + operation));
          }
        });
    listed(evidence, manifests, found);
    return found;
  }

  private static Map<String, String> told(
      Evidence evidence, Map<String, JsonNode> manifests, List<String> found) {
    Map<String, String> told = new TreeMap<>();
    for (Fact end : evidence.ends().values()) {
      if (TrueExchanges.isEndOf("import", end)) {
        told.put(end.text("backupId"), end.operationId());
      }
      if (end.type().equals("BackupSucceeded")) {
        String id = end.text("backupId");
        JsonNode manifest = manifests.get(id);
        if (manifest == null && TrueRemovals.told(evidence).contains(id)) {
          continue;
        }
        if (manifest == null) {
          found.add(end.operation() + " succeeded and its backup " + id + " is not there");
        } else if (!manifest.path("archive").path("sha256").asText().equals(end.text("sha256"))) {
          found.add(end.operation() + " tells another SHA-256 than its manifest");
        }
        if (told.put(id, end.operationId()) != null) {
          found.add("two operations tell of the backup " + id);
        }
      }
    }
    return told;
  }

  private static void listed(
      Evidence evidence, Map<String, JsonNode> manifests, List<String> found) {
    Map<String, GenericRecord> listed = new TreeMap<>();
    for (RawRecord each : evidence.topic("backups")) {
      if (each.value() == null) {
        listed.remove(each.keyText());
      } else {
        evidence.avro().decode(each.body()).ifPresent(body -> listed.put(each.keyText(), body));
      }
    }
    // One that was there before is announced by a verdict on it.
    listed.keySet().removeAll(evidence.scene().givenBackups());
    if (!listed.keySet().equals(manifests.keySet())) {
      found.add(
          "the topic lists " + listed.keySet() + " and the repository has " + manifests.keySet());
    }
  }
}
