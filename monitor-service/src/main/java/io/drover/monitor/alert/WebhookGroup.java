package io.drover.monitor.alert;

import io.drover.monitor.alert.AlertRow.Phase;
import io.drover.schemas.Alert;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Alerts about one database, server or service, which go into one message. */
record WebhookGroup(About about, List<Notice> notices) {
  /** More alerts than this do not go into one message. */
  static final int MOST = 50;

  private static final Duration REPEATED = Duration.ofHours(4);

  /** What is over for longer, and was never sent, is sent no more. */
  static final Duration NEWS = Duration.ofDays(1);

  /**
   * An alert and what the receiver knows of it.
   *
   * @param told what it was told last; empty for nothing
   * @param toldAt when; null for never
   */
  record Notice(AlertRow row, String told, @Nullable Instant toldAt) {
    Alert alert() {
      return row.body();
    }

    boolean firing() {
      return row.phase() == Phase.FIRING;
    }

    /** What the receiver should know. */
    String state() {
      return firing() ? "firing/" + alert().getSeverity() : "resolved";
    }

    /** Whether the receiver is to know of it at all. */
    boolean wanted() {
      return (!firing() && !told.isEmpty()) || alert().getSilencedBy() == null;
    }

    boolean due(Instant now) {
      boolean changed = !state().equals(told);
      boolean again =
          firing()
              && alert().getAcknowledgedBy() == null
              && toldAt != null
              && !toldAt.plus(REPEATED).isAfter(now);
      return wanted() && (changed || again);
    }
  }

  boolean due(Instant now) {
    return notices.stream().anyMatch(each -> each.due(now));
  }

  /** What a message says: all that fires, and what is newly over; what is due comes first. */
  List<Notice> told(Instant now) {
    return notices.stream()
        .filter(each -> each.wanted() && (each.firing() || each.due(now)))
        .sorted(
            Comparator.comparing((Notice each) -> !each.due(now))
                .thenComparing(each -> each.alert().getSeverity())
                .thenComparing(Notice::alert, Comparator.comparing(Alert::getRaisedAt)))
        .toList();
  }

  /** What all alerts of the group have in common by its definition. */
  Map<String, String> labels() {
    Map<String, String> labels = new TreeMap<>();
    put(labels, "database", about.database());
    put(labels, "server", about.server());
    put(labels, "service", about.service());
    return labels;
  }

  private static void put(Map<String, String> labels, String name, String value) {
    if (!value.isEmpty()) {
      labels.put(name, value);
    }
  }
}
