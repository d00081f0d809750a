package io.drover.monitor.probe;

import io.drover.bus.Publisher;
import io.drover.schemas.DatabaseHealth;
import io.drover.schemas.Topics;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Publishes observations; one that cannot be published is made up for by the next. */
public final class HealthPublisher implements Consumer<DatabaseHealth> {
  private static final Logger LOG = LoggerFactory.getLogger(HealthPublisher.class);

  private final Publisher publisher;

  /** Publishes on the topic of database health. */
  public HealthPublisher(Publisher publisher) {
    this.publisher = publisher;
  }

  @Override
  public void accept(DatabaseHealth health) {
    var _ =
        publisher
            .publish(
                Topics.DATABASE_HEALTH,
                health.getDatabase(),
                health,
                publisher.envelope(health).subject(health.getDatabase()))
            .whenComplete((at, failure) -> report(health, failure));
  }

  private static void report(DatabaseHealth health, @Nullable Throwable failure) {
    if (failure != null) {
      LOG.warn("health of {} not published: {}", health.getDatabase(), failure.getMessage());
    }
  }
}
