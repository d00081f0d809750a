package io.drover.monitor.alert;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether the receiver of alerts takes them, as this instance has seen. Only the instance that
 * decides sends anything. Thread-safe.
 */
public final class WebhookHealth {
  private final Counter taken;
  private final Counter failed;
  private volatile @Nullable String problem;

  /** Registers {@code drover.alert.webhook.*}. */
  public WebhookHealth(MeterRegistry meters) {
    this.taken = messages(meters, "taken");
    this.failed = messages(meters, "failed");
    Gauge.builder("drover.alert.webhook.failing", this, health -> health.problem == null ? 0 : 1)
        .description("1 while alerts wait for a receiver that does not take them")
        .register(meters);
  }

  private static Counter messages(MeterRegistry meters, String outcome) {
    return Counter.builder("drover.alert.webhook.messages")
        .description("Messages to the receiver of alerts, each after its last try")
        .tag("outcome", outcome)
        .register(meters);
  }

  /** Why alerts wait for their receiver, in one sentence without secrets; empty if none does. */
  public Optional<String> problem() {
    return Optional.ofNullable(problem);
  }

  void taken() {
    taken.increment();
  }

  void failed() {
    failed.increment();
  }

  /** Says how things stand after all that was due has been tried; null for well. */
  void stands(@Nullable String why) {
    problem = why;
  }
}
