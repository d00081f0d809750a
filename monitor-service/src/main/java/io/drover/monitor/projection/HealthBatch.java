package io.drover.monitor.projection;

import io.drover.schemas.DatabaseHealth;
import io.drover.schemas.DatabaseHeartbeat;
import io.drover.schemas.HealthCheck;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a batch says of the health of databases: the newest of each observer, all samples, and who
 * tells nothing more.
 *
 * @param gone observers whose whole observation was removed
 * @param faded observers whose heartbeat was removed
 */
record HealthBatch(
    Map<Observer, DatabaseHealth> whole,
    Map<Observer, Sample> beats,
    List<Sample> samples,
    Set<Observer> gone,
    Set<Observer> faded) {
  private static final String HEARTBEAT = "/heartbeat";

  record Observer(String database, String source) {}

  record Sample(Observer by, Instant at, String status, Map<String, Double> measured) {}

  static HealthBatch of(List<Arrival> arrivals) {
    HealthBatch batch =
        new HealthBatch(
            new LinkedHashMap<>(),
            new LinkedHashMap<>(),
            new ArrayList<>(),
            new LinkedHashSet<>(),
            new LinkedHashSet<>());
    arrivals.forEach(batch::add);
    return batch;
  }

  private void add(Arrival arrival) {
    DatabaseHealth health = arrival.record(DatabaseHealth.class);
    DatabaseHeartbeat beat = arrival.record(DatabaseHeartbeat.class);
    String key = arrival.key();
    if (health != null) {
      Observer by = observer(health.getDatabase(), health.getSource());
      gone.remove(by);
      whole.merge(by, health, HealthBatch::later);
      Instant at = Clean.instant(health.getObservedAt());
      samples.add(new Sample(by, at, health.getStatus(), measured(health)));
    } else if (beat != null) {
      Observer by = observer(beat.getDatabase(), beat.getSource());
      Instant at = Clean.instant(beat.getObservedAt());
      Sample sample = new Sample(by, at, beat.getStatus(), beat.getValues());
      faded.remove(by);
      beats.merge(by, sample, (a, b) -> b.at().isBefore(a.at()) ? a : b);
      samples.add(sample);
    } else if (arrival.content() instanceof Content.Tombstone && key != null) {
      remove(key);
    }
  }

  /** A heartbeat lies in another partition: it takes nothing whole, as it may be the older one. */
  private void remove(String key) {
    if (key.endsWith(HEARTBEAT)) {
      Observer by = observer(key.substring(0, key.length() - HEARTBEAT.length()));
      beats.remove(by);
      faded.add(by);
    } else {
      Observer by = observer(key);
      whole.remove(by);
      beats.remove(by);
      gone.add(by);
    }
  }

  private static Map<String, Double> measured(DatabaseHealth health) {
    Map<String, Double> values = new TreeMap<>();
    for (HealthCheck check : health.getChecks()) {
      Double value = check.getValue();
      if (value != null) {
        values.put(check.getName(), value);
      }
    }
    return values;
  }

  private static DatabaseHealth later(DatabaseHealth one, DatabaseHealth other) {
    return other.getObservedAt().isBefore(one.getObservedAt()) ? one : other;
  }

  private static Observer observer(String key) {
    int slash = key.indexOf('/');
    return slash < 0
        ? observer(key, "")
        : observer(key.substring(0, slash), key.substring(slash + 1));
  }

  private static Observer observer(String database, String source) {
    return new Observer(Clean.name(database), Clean.name(source));
  }
}
