package io.drover.system.checker;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Each control of alerts acts once: what can be done stands once among what people have said, what
 * cannot is refused once, and what no one can read is a dead letter once.
 */
final class ControlsOnce implements Invariant {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<String> ACTIONS = Set.of("acknowledge", "silence", "release");

  @Override
  public List<String> violations(Evidence evidence) throws Exception {
    Scene.Watch watch = evidence.scene().watch();
    if (watch == null) {
      return List.of();
    }
    Set<String> good = new TreeSet<>();
    int wrong = 0;
    Set<String> unreadable = new TreeSet<>();
    for (RawRecord each : evidence.topic("alert-control")) {
      String place = each.partition() + " " + each.offset();
      JsonNode fields = read(each.body());
      if (!fields.isObject()) {
        unreadable.add(place);
      } else if (ACTIONS.contains(fields.path("action").asText())) {
        good.add(place);
      } else {
        wrong++;
      }
    }
    List<String> found = new ArrayList<>();
    Set<String> said = new Watching(watch).rows("SELECT partition, \"offset\" FROM alert_controls");
    if (!said.equals(good)) {
      found.add("people said " + good + ", and the monitor has taken " + said);
    }
    long refused =
        evidence.facts().values().stream()
            .flatMap(List::stream)
            .filter(fact -> fact.type().equals("RequestRefused"))
            .filter(fact -> fact.kind().equals("alert-control"))
            .count();
    if (refused != wrong) {
      found.add(wrong + " controls are wrong and " + refused + " were refused");
    }
    List<String> letters =
        evidence.topic("dead-letters").stream()
            .filter(each -> each.header("drover-original-topic").endsWith("alert-control"))
            .map(
                each ->
                    each.header("drover-original-partition")
                        + " "
                        + each.header("drover-original-offset"))
            .sorted()
            .toList();
    if (!letters.equals(List.copyOf(unreadable))) {
      found.add("no one can read " + unreadable + ", and there are dead letters of " + letters);
    }
    return found;
  }

  private static JsonNode read(byte[] body) throws IOException {
    try {
      return JSON.readTree(body);
    } catch (JsonProcessingException garbage) {
      return JSON.missingNode();
    }
  }
}
