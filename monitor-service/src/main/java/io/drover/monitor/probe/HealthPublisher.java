package io.drover.monitor.probe;

import io.drover.bus.Publisher;
import io.drover.schemas.DatabaseHealth;
import io.drover.schemas.DatabaseHeartbeat;
import io.drover.schemas.HealthCheck;
import io.drover.schemas.Topics;
import io.drover.service.operation.StepListener;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.apache.avro.specific.SpecificRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes observations: the whole one at first, when more than numbers has changed, and every ten
 * minutes; a heartbeat with the numbers otherwise. After one that could not be published a whole
 * one comes. Thread-safe.
 */
public final class HealthPublisher implements Consumer<DatabaseHealth> {
  /** What follows the name of the database in the key of a heartbeat. */
  static final String HEARTBEAT = "/heartbeat";

  private static final Logger LOG = LoggerFactory.getLogger(HealthPublisher.class);
  private static final Duration LONGEST = Duration.ofMinutes(10);
  private static final Pattern NUMBERS = Pattern.compile("[0-9][0-9.,:]*");

  private final Publisher publisher;
  private final StepListener steps;
  private final Map<String, Told> told = new ConcurrentHashMap<>();

  private record Told(List<Said> checks, Instant at) {}

  /** What is said of a check, but for its numbers. */
  private record Said(
      String name, String status, String message, String remedy, String thresholds) {}

  /** Publishes on the topic of database health. */
  public HealthPublisher(Publisher publisher) {
    this(publisher, StepListener.NONE);
  }

  /**
   * The same.
   *
   * @param steps hears when the bus has an observation
   */
  public HealthPublisher(Publisher publisher, StepListener steps) {
    this.publisher = publisher;
    this.steps = steps;
  }

  @Override
  public void accept(DatabaseHealth health) {
    String database = health.getDatabase();
    SpecificRecord body = next(health);
    publish(database, body instanceof DatabaseHealth ? database : database + HEARTBEAT, body);
  }

  /** What is to be published of it: itself, or a heartbeat. */
  SpecificRecord next(DatabaseHealth health) {
    List<Said> checks = health.getChecks().stream().map(HealthPublisher::said).toList();
    Told before = told.get(health.getDatabase());
    if (before != null
        && before.checks().equals(checks)
        && health.getObservedAt().isBefore(before.at().plus(LONGEST))) {
      return heartbeat(health);
    }
    told.put(health.getDatabase(), new Told(checks, health.getObservedAt()));
    return health;
  }

  private void publish(String database, String key, SpecificRecord body) {
    var _ =
        publisher
            .publish(Topics.DATABASE_HEALTH, key, body, publisher.envelope(body).subject(database))
            .whenComplete(
                (at, failure) -> {
                  if (failure != null) {
                    told.remove(database);
                    LOG.warn("health of {} not published: {}", database, failure.getMessage());
                  } else {
                    steps.reached("", "health-published");
                  }
                });
  }

  private static DatabaseHeartbeat heartbeat(DatabaseHealth health) {
    Map<String, Double> values = new HashMap<>();
    for (HealthCheck check : health.getChecks()) {
      Double value = check.getValue();
      if (value != null) {
        values.put(check.getName(), value);
      }
    }
    return DatabaseHeartbeat.newBuilder()
        .setDatabase(health.getDatabase())
        .setObservedAt(health.getObservedAt())
        .setStatus(health.getStatus())
        .setValues(values)
        .build();
  }

  private static Said said(HealthCheck check) {
    return new Said(
        check.getName(),
        check.getStatus(),
        NUMBERS.matcher(check.getMessage()).replaceAll("#"),
        check.getRemedy(),
        check.getWarning() + "/" + check.getCritical());
  }
}
