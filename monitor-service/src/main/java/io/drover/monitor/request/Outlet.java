package io.drover.monitor.request;

import io.drover.bus.Publisher;
import io.drover.schemas.Topic;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.avro.specific.SpecificRecord;

/** Publishes requests and waits for the broker. Thread-safe. */
public final class Outlet {
  /** A publisher gives up after thirty seconds; whoever waits has given up before. */
  private static final Duration PATIENCE = Duration.ofSeconds(12);

  private final Publisher publisher;
  private final boolean signs;

  /**
   * An outlet.
   *
   * @param signs whether what is published is signed by the monitor's own key
   */
  public Outlet(Publisher publisher, boolean signs) {
    this.publisher = publisher;
    this.signs = signs;
  }

  boolean signs() {
    return signs;
  }

  /**
   * Publishes.
   *
   * @param about what it is about: id of an operation or an alert
   * @throws RefusedException the broker did not confirm it in time
   */
  void publish(Topic topic, String key, SpecificRecord body, String about) throws RefusedException {
    var envelope = publisher.envelope(body).correlation(about).subject(about);
    try {
      publisher.publish(topic, key, body, envelope).get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw away();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw away();
    }
  }

  private static RefusedException away() {
    return RefusedException.unavailable(
        "The broker did not confirm the request, which may still arrive there.",
        "Send it again with the same operationId, which makes it one.");
  }
}
