package io.drover.monitor.absence;

import io.drover.bus.BusUnavailableException;
import io.drover.bus.ConsumerLag;
import io.drover.bus.ConsumerLag.Behind;
import io.drover.monitor.alert.About;
import io.drover.monitor.alert.AlertName;
import io.drover.monitor.alert.Condition;
import io.drover.monitor.alert.ConditionSource;
import io.drover.monitor.alert.Findings;
import io.drover.monitor.alert.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Services that leave requests unread: records are there, and the position of the group has not
 * moved for a while. {@link #refresh} asks the broker; in between what it found last holds.
 */
final class LaggingConsumers implements ConditionSource, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LaggingConsumers.class);
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final ConsumerLag lag;
  private final Map<String, Stand> stands = new HashMap<>();
  private volatile List<Condition> found = List.of();

  LaggingConsumers(ConsumerLag lag) {
    this.lag = lag;
  }

  /** Where a group stands in a partition, and since when. */
  private record Stand(long next, Instant since) {}

  /** Asks the broker. For one thread; a broker that does not answer changes nothing. */
  void refresh(Instant now) {
    try {
      Map<String, Condition> byGroup = new LinkedHashMap<>();
      Map<String, Stand> still = new HashMap<>();
      for (Behind each : lag.look()) {
        String key = each.group() + " " + each.place();
        Stand before = stands.get(key);
        Stand stand =
            before != null && before.next() == each.next() ? before : new Stand(each.next(), now);
        still.put(key, stand);
        if (Ages.over(stand.since(), now, PATIENCE) && lag.holdsRecords(each)) {
          byGroup.merge(each.group(), condition(each, stand), LaggingConsumers::both);
        }
      }
      stands.clear();
      stands.putAll(still);
      found = List.copyOf(byGroup.values());
    } catch (BusUnavailableException unavailable) {
      LOG.warn("How far services are behind is not known: {}", unavailable.getMessage());
    }
  }

  @Override
  public Findings look(Instant now) {
    return Findings.of(found);
  }

  private static Condition condition(Behind behind, Stand stand) {
    return Condition.of(
            AlertName.CONSUMER_LAG.word(),
            Severity.CRITICAL,
            About.service(behind.group()),
            "The service leaves requests unread.")
        .since(stand.since())
        .seen(
            behind.place().topic() + "-" + behind.place().partition(),
            "stands at "
                + behind.next()
                + " of "
                + behind.end()
                + " since "
                + Ages.at(stand.since()))
        .remedy("./drover status");
  }

  private static Condition both(Condition one, Condition other) {
    Condition all = one;
    for (var each : other.evidence().entrySet()) {
      all = all.seen(each.getKey(), each.getValue());
    }
    return all;
  }

  @Override
  public void close() {
    lag.close();
  }
}
