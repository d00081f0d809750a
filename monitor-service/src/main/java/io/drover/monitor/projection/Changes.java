package io.drover.monitor.projection;

import io.drover.schemas.Topics;
import java.sql.SQLException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells those who look on what a batch has changed. Costs nothing while no one does. */
public final class Changes {
  private static final Logger LOG = LoggerFactory.getLogger(Changes.class);

  /** More than this and a reader is better off reading anew. */
  private static final int TOO_MANY = 100;

  private static final String NOTHING = "{}";

  private final Feed feed;
  private final ProgressBoard board;
  private final OperationQueries operations;

  /** Announces on the feed what it reads from the tables. */
  public Changes(Feed feed, ProgressBoard board, OperationQueries operations) {
    this.feed = feed;
    this.board = board;
    this.operations = operations;
  }

  /** The projection stands otherwise than before. */
  void standing() {
    if (feed.watched()) {
      feed.publish("projection", NOTHING);
    }
  }

  void announce(List<Arrival> batch) {
    feed.changed();
    if (!feed.watched() && board.isEmpty()) {
      return;
    }
    Set<Operation.Key> changed = new LinkedHashSet<>();
    boolean health = false;
    boolean service = false;
    boolean alert = false;
    for (Arrival arrival : batch) {
      String topic = arrival.place().topic();
      if (topic.equals(Topics.SERVICE_HEALTH.name())) {
        service = true;
      } else if (topic.equals(Topics.ALERTS.name())) {
        alert = true;
      } else if (!topic.equals(Topics.OPERATION_EVENTS.name())) {
        health = true;
      } else if (arrival.content() instanceof Content.Decoded readable) {
        Fact fact = Fact.of(arrival, readable);
        if (fact != null) {
          changed.add(new Operation.Key(fact.kind(), fact.operationId()));
          OperationFold.of(fact)
              .filter(one -> one.state().terminal())
              .ifPresent(one -> board.remove(one.key()));
        }
      }
    }
    if (feed.watched()) {
      publish(changed, health, service, alert);
    }
  }

  private void publish(Set<Operation.Key> changed, boolean health, boolean service, boolean alert) {
    try {
      if (changed.size() > TOO_MANY) {
        feed.publish(Feed.RESYNC, NOTHING);
      } else if (!changed.isEmpty()) {
        for (OperationView view : operations.byKeys(changed)) {
          feed.publish("operation", Json.write(view));
        }
      }
    } catch (SQLException e) {
      LOG.warn("live events left out, readers are told to read anew: {}", e.getMessage());
      feed.publish(Feed.RESYNC, NOTHING);
    }
    if (health) {
      feed.publish("health", NOTHING);
    }
    if (service) {
      feed.publish("service", NOTHING);
    }
    if (alert) {
      feed.publish("alert", NOTHING);
    }
  }
}
