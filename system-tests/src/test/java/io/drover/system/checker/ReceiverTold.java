package io.drover.system.checker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the receiver of alerts was told last of each is what the topic tells last. */
final class ReceiverTold implements Invariant {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Override
  public List<String> violations(Evidence evidence) throws Exception {
    Scene.Watch watch = evidence.scene().watch();
    List<String> messages = watch == null ? null : watch.told();
    if (messages == null) {
      return List.of();
    }
    Map<String, String> last = new HashMap<>();
    for (String message : messages) {
      for (JsonNode alert : JSON.readTree(message).path("alerts")) {
        last.put(
            alert.path("annotations").path("alert_id").asText(), alert.path("status").asText());
      }
    }
    List<String> found = new ArrayList<>();
    AlertsInOrder.lives(evidence)
        .forEach(
            (id, life) -> {
              String state =
                  life.getLast().map(alert -> alert.get("state").toString()).orElse("removed");
              String status = state.equals("resolved") ? "resolved" : "firing";
              if (!Optional.ofNullable(last.get(id)).equals(Optional.of(status))) {
                found.add("the alert " + id + " is " + state + ", and was told as " + last.get(id));
              }
            });
    return found;
  }
}
