package io.drover.monitor.alert;

import io.drover.monitor.alert.WebhookGroup.Notice;
import io.drover.monitor.alert.WebhookSender.NotTakenException;
import io.drover.service.operation.StepListener;
import io.drover.service.state.StateDatabase;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells a receiver about alerts: each change, again every four hours while it lasts, and the end.
 * What is to be told is worked out anew each time from the state database, so nothing piles up
 * while the receiver is away, and nothing is lost. For one thread.
 */
final class Webhook implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Webhook.class);
  private static final Duration SHORTEST_REST = Duration.ofSeconds(20);
  private static final Duration LONGEST_REST = Duration.ofSeconds(40);

  private final StateDatabase state;
  private final NoticeStore store;
  private final WebhookSender sender;
  private final String externalUrl;
  private final WebhookHealth health;
  private final Clock clock;
  private final StepListener steps;
  private Duration rest = Duration.ZERO;
  private Instant restsUntil = Instant.EPOCH;

  Webhook(
      StateDatabase state,
      NoticeStore store,
      WebhookSender sender,
      String externalUrl,
      WebhookHealth health,
      Clock clock,
      StepListener steps) {
    this.state = state;
    this.store = store;
    this.sender = sender;
    this.externalUrl = externalUrl;
    this.health = health;
    this.clock = clock;
    this.steps = steps;
  }

  /**
   * Tells what is due, group by group. A message that is refused for itself keeps no other from
   * being sent. After one that was not taken it rests for a while.
   */
  void round() throws SQLException {
    Instant now = clock.instant();
    if (now.isBefore(restsUntil)) {
      return;
    }
    String problem = null;
    for (WebhookGroup group : groups(now)) {
      if (group.due(now)) {
        try {
          tell(group, now);
          health.taken();
        } catch (NotTakenException e) {
          health.failed();
          problem = e.getMessage();
          if (!e.ofThisMessage()) {
            break;
          }
        }
      }
    }
    rest(problem);
  }

  private void rest(@Nullable String problem) {
    health.stands(problem == null ? null : "Alerts wait for their receiver: " + problem);
    if (problem == null) {
      rest = Duration.ZERO;
      return;
    }
    rest = rest.isZero() ? SHORTEST_REST : LONGEST_REST;
    restsUntil = clock.instant().plus(rest);
    LOG.warn("Alerts wait for their receiver, {}: {}", rest, problem);
  }

  /** Another instance tells. */
  void stepBack() {
    health.stands(null);
  }

  private List<WebhookGroup> groups(Instant now) throws SQLException {
    Map<About, List<Notice>> byAbout =
        state.inTransaction(c -> store.all(c, now)).stream()
            .collect(
                Collectors.groupingBy(Webhook::about, LinkedHashMap::new, Collectors.toList()));
    return byAbout.entrySet().stream()
        .map(each -> new WebhookGroup(each.getKey(), each.getValue()))
        .toList();
  }

  private void tell(WebhookGroup group, Instant now) throws SQLException, NotTakenException {
    List<Notice> told = group.told(now);
    sender.send(WebhookMessage.of(group, told, externalUrl));
    steps.reached("", "webhook-sent");
    Instant at = clock.instant();
    state.change(
        connection -> {
          for (Notice each : told.subList(0, Math.min(WebhookGroup.MOST, told.size()))) {
            store.told(connection, each, at);
          }
        });
    steps.reached("", "webhook-noted");
  }

  private static About about(Notice notice) {
    return new About(
        notice.alert().getDatabase(), notice.alert().getServer(), notice.alert().getService());
  }

  @Override
  public void close() {
    sender.close();
  }
}
