package io.drover.monitor.probe;

import io.drover.bus.Publisher;
import io.drover.schemas.DatabaseHealth;
import io.drover.schemas.DatabaseHeartbeat;
import io.drover.schemas.HealthCheck;
import io.drover.schemas.Topics;
import io.drover.service.operation.StepListener;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
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

  /** What was said: of a large herd the sentences themselves would be much to keep. */
  private record Told(String digest, Instant at) {}

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
    String said = said(health.getChecks());
    Told before = told.get(health.getDatabase());
    if (before != null
        && before.digest().equals(said)
        && health.getObservedAt().isBefore(before.at().plus(LONGEST))) {
      return heartbeat(health);
    }
    told.put(health.getDatabase(), new Told(said, health.getObservedAt()));
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

  /** Digest of what is said of the checks, but for their numbers. */
  private static String said(List<HealthCheck> checks) {
    StringBuilder text = new StringBuilder();
    for (HealthCheck check : checks) {
      text.append(check.getName()).append('\0').append(check.getStatus()).append('\0');
      text.append(NUMBERS.matcher(check.getMessage()).replaceAll("#")).append('\0');
      text.append(check.getRemedy()).append('\0');
      text.append(check.getWarning()).append('/').append(check.getCritical()).append('\0');
    }
    try {
      byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256.", e);
    }
  }
}
