package io.drover.monitor.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.drover.monitor.projection.AlertQueries.AlertView;
import io.drover.monitor.projection.CheckView;
import io.drover.monitor.projection.HealthView;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How a database is: the worst of what its checks and its open alerts say.
 *
 * @param status one of {@link DatabaseView#WORST_FIRST}
 * @param message the sentence of that check or alert; empty when it is ok
 */
record Worst(String status, String message) {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /**
   * Of one database.
   *
   * @param health null when it has not been observed yet
   * @param alerts its open ones, critical ones first
   */
  static Worst of(@Nullable HealthView health, List<AlertView> alerts) {
    Worst checked =
        health == null
            ? new Worst("unknown", "Not observed yet.")
            : new Worst(known(health.status()), message(health));
    if (alerts.isEmpty()) {
      return checked;
    }
    AlertView first = alerts.getFirst();
    String alarm = first.severity().equals("warning") ? "warning" : "critical";
    // At the same level the check tells how it is now, where it says anything.
    boolean alarming = rank(alarm) - (checked.message().isEmpty() ? 1 : 0) < rank(checked.status());
    return alarming ? new Worst(alarm, summary(first)) : checked;
  }

  private static int rank(String status) {
    return DatabaseView.WORST_FIRST.indexOf(status);
  }

  private static String known(String status) {
    return DatabaseView.WORST_FIRST.contains(status) ? status : "unknown";
  }

  private static String message(HealthView health) {
    return switch (health.status()) {
      case "ok" -> "";
      case "busy" -> mostSkipped(health);
      default -> messages(health, health.status()).findFirst().orElse("");
    };
  }

  /** Some checks are skipped at all times; most are because of what runs. */
  private static String mostSkipped(HealthView health) {
    return messages(health, "skipped")
        .collect(Collectors.groupingBy(message -> message, Collectors.counting()))
        .entrySet()
        .stream()
        .max(Map.Entry.comparingByValue())
        .map(Map.Entry::getKey)
        .orElse("");
  }

  private static Stream<String> messages(HealthView health, String status) {
    return health.checks().stream()
        .filter(check -> check.status().equals(status))
        .map(CheckView::message);
  }

  private static String summary(AlertView alert) {
    try {
      String said = MAPPER.readTree(alert.body()).path("summary").asText("");
      return said.isEmpty() ? alert.name() : said;
    } catch (JsonProcessingException e) {
      return alert.name();
    }
  }
}
