package io.drover.monitor.alert;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.drover.monitor.alert.WebhookGroup.Notice;
import io.drover.schemas.Alert;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The body of a webhook in version 4 of Alertmanager's format.
 *
 * @see <a href="https://prometheus.io/docs/alerting/latest/configuration/#webhook_config">the
 *     format</a>
 */
final class WebhookMessage {
  private static final ObjectMapper JSON = JsonMapper.builder().build();

  /** In Go's words: not yet. */
  private static final String NEVER = "0001-01-01T00:00:00Z";

  private WebhookMessage() {}

  /**
   * JSON that tells the first of the notices.
   *
   * @param told all that there is to tell
   */
  static String of(WebhookGroup group, List<Notice> told, String externalUrl) {
    List<Map<String, Object>> alerts =
        told.stream().limit(WebhookGroup.MOST).map(each -> alert(each, externalUrl)).toList();
    Map<String, Object> message = new LinkedHashMap<>();
    message.put("version", "4");
    message.put("groupKey", groupKey(group.labels()));
    message.put("truncatedAlerts", Math.max(0, told.size() - WebhookGroup.MOST));
    message.put("status", told.stream().anyMatch(Notice::firing) ? "firing" : "resolved");
    message.put("receiver", "drover");
    message.put("groupLabels", group.labels());
    message.put("commonLabels", common(alerts, "labels"));
    message.put("commonAnnotations", common(alerts, "annotations"));
    message.put("externalURL", externalUrl);
    message.put("alerts", alerts);
    try {
      return JSON.writeValueAsString(message);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static String groupKey(Map<String, String> labels) {
    return labels.entrySet().stream()
        .map(
            each ->
                each.getKey()
                    + "=\""
                    + each.getValue().replace("\\", "\\\\").replace("\"", "\\\"")
                    + "\"")
        .collect(Collectors.joining(", ", "{}:{", "}"));
  }

  private static Map<String, Object> alert(Notice notice, String externalUrl) {
    Alert alert = notice.alert();
    Map<String, String> labels = new LinkedHashMap<>();
    labels.put("alertname", alert.getName());
    labels.put("severity", alert.getSeverity());
    put(labels, "database", alert.getDatabase());
    put(labels, "server", alert.getServer());
    put(labels, "service", alert.getService());
    Map<String, Object> message = new LinkedHashMap<>();
    message.put("status", notice.firing() ? "firing" : "resolved");
    message.put("labels", labels);
    message.put("annotations", annotations(alert));
    message.put("startsAt", alert.getSince().toString());
    Instant resolved = alert.getResolvedAt();
    message.put("endsAt", resolved == null ? NEVER : resolved.toString());
    message.put("generatorURL", externalUrl.isEmpty() ? "" : externalUrl + "/alerts");
    // The severity may change: the id ties the end of an alert to its begin.
    message.put("fingerprint", alert.getAlertId().replace("-", "").substring(0, 16));
    return message;
  }

  private static Map<String, String> annotations(Alert alert) {
    Map<String, String> annotations = new LinkedHashMap<>();
    annotations.put("alert_id", alert.getAlertId());
    annotations.put("summary", alert.getSummary());
    put(
        annotations,
        "description",
        alert.getEvidence().stream()
            .map(each -> each.getName() + ": " + each.getValue())
            .collect(Collectors.joining("\n")));
    put(annotations, "cause", alert.getCause());
    put(annotations, "remedy", alert.getRemedy());
    String runbook = alert.getRunbook();
    put(annotations, runbook.matches("https?://.*") ? "runbook_url" : "runbook", runbook);
    put(annotations, "members", String.join(", ", alert.getMembers()));
    put(annotations, "acknowledged_by", alert.getAcknowledgedBy());
    put(annotations, "note", alert.getNote());
    return annotations;
  }

  private static void put(Map<String, String> map, String name, @Nullable String value) {
    if (value != null && !value.isEmpty()) {
      map.put(name, value);
    }
  }

  private static Map<Object, Object> common(List<Map<String, Object>> alerts, String of) {
    List<Map<?, ?>> all = new ArrayList<>();
    alerts.forEach(
        each -> {
          if (each.get(of) instanceof Map<?, ?> map) {
            all.add(map);
          }
        });
    Map<Object, Object> common = new LinkedHashMap<>(all.getFirst());
    all.forEach(each -> common.entrySet().retainAll(each.entrySet()));
    return common;
  }
}
