package io.drover.system.checker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.avro.generic.GenericRecord;

/**
 * A verification that succeeded has recorded one good verdict beside the manifest of its backup and
 * announced it; no operation has recorded two on one backup.
 */
final class TrueVerdicts implements Invariant {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Override
  public List<String> violations(Evidence evidence) throws Exception {
    List<String> found = new ArrayList<>();
    Set<String> recorded = new HashSet<>();
    for (JsonNode verdict : verdicts(evidence.scene().repository())) {
      if (!recorded.add(key(verdict))) {
        found.add("two verdicts tell of " + verdict);
      }
    }
    Set<String> announced = new HashSet<>();
    for (RawRecord each : evidence.topic("backups")) {
      if (each.value() != null) {
        evidence.avro().decode(each.body()).ifPresent(body -> announced.add(key(body)));
      }
    }
    for (Fact end : evidence.ends().values()) {
      if (end.type().equals("VerificationSucceeded")) {
        String key = end.operationId() + " " + end.text("backupId") + " verified";
        if (!recorded.contains(key)
            && !TrueRemovals.told(evidence).contains(end.text("backupId"))) {
          found.add(end.operation() + " succeeded and its verdict is not recorded");
        }
        if (!announced.contains(key)) {
          found.add(end.operation() + " succeeded and its verdict was never announced");
        }
      }
    }
    return found;
  }

  private static String key(JsonNode verdict) {
    return verdict.path("operationId").asText()
        + " "
        + verdict.path("backupId").asText()
        + " "
        + verdict.path("outcome").asText();
  }

  private static String key(GenericRecord announced) {
    return announced.get("verdictBy")
        + " "
        + announced.get("backupId")
        + " "
        + announced.get("verdict");
  }

  private static List<JsonNode> verdicts(Path root) throws IOException {
    List<JsonNode> verdicts = new ArrayList<>();
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file :
          files.filter(each -> each.toString().matches(".*/verdict-[^/]*\\.json")).toList()) {
        verdicts.add(JSON.readTree(file.toFile()));
      }
    }
    return verdicts;
  }
}
