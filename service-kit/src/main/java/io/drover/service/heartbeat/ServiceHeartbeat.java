package io.drover.service.heartbeat;

import io.drover.bus.Publisher;
import io.drover.schemas.ServiceHealth;
import io.drover.schemas.Topics;
import io.drover.service.state.StateClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Publishes this instance's {@code service-health}; lossy by nature, so not through the outbox.
 * Thread-safe.
 */
public final class ServiceHeartbeat implements AutoCloseable {
  /** Interval of the heartbeats. */
  public static final Duration INTERVAL = Duration.ofSeconds(5);

  /**
   * What the message of an instance begins with that works on by an older databases.yml, since the
   * file is wrong as it is now, and that nothing else keeps from its work.
   */
  public static final String OLDER_REGISTRY = "An older databases.yml is in force: ";

  private final Publisher publisher;
  private final StateClock clock;
  private final Identity identity;
  private final Supplier<List<String>> running;
  private final Supplier<Optional<String>> problem;
  private final Instant startedAt;

  /** Which instance of which service this is. */
  public record Identity(String service, String instance, String version) {}

  /**
   * @param running operations at work on this instance
   * @param problem what keeps the instance from its work, in one sentence
   */
  public ServiceHeartbeat(
      Publisher publisher,
      StateClock clock,
      Identity identity,
      Supplier<List<String>> running,
      Supplier<Optional<String>> problem) {
    this.publisher = publisher;
    this.clock = clock;
    this.identity = identity;
    this.running = running;
    this.problem = problem;
    this.startedAt = clock.instant();
  }

  /** Publishes one heartbeat; does not wait for the broker. */
  public void beat() {
    Optional<String> now = problem.get();
    publish(now.isPresent() ? "degraded" : "up", now.orElse(""));
  }

  /** Says that the instance stops. */
  @Override
  public void close() {
    publish("stopping", "");
  }

  private void publish(String status, String message) {
    ServiceHealth health =
        ServiceHealth.newBuilder()
            .setService(identity.service())
            .setInstance(identity.instance())
            .setVersion(identity.version())
            .setStartedAt(startedAt)
            .setObservedAt(clock.instant())
            .setStatus(status)
            .setMessage(message)
            .setRunning(running.get())
            .setIntervalMillis(INTERVAL.toMillis())
            .build();
    var _ =
        publisher.publish(
            Topics.SERVICE_HEALTH, identity.instance(), health, publisher.envelope(health));
  }
}
