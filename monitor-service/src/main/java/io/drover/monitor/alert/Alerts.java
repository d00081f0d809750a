package io.drover.monitor.alert;

import io.drover.bus.BusConfig;
import io.drover.bus.Codec;
import io.drover.bus.CommandCodec;
import io.drover.bus.Publisher;
import io.drover.bus.TransactionFailure;
import io.drover.service.state.StateDatabase;
import io.drover.service.wiring.Rounds;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the alerts of the herd: decides, publishes, sends on, listens to people. */
public final class Alerts implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Alerts.class);
  private static final Duration INTERVAL = Duration.ofSeconds(10);
  private static final Duration SENDING = Duration.ofSeconds(2);

  private final StateDatabase state;
  private final AlertLease lease;
  private final AlertEngine engine;
  private final AlertTopic topic;
  private final AlertOutbox outbox;
  private final @Nullable Webhook webhook;
  private final ControlFollower controls;
  private final Rounds deciding = new Rounds();
  private final Rounds sending = new Rounds();
  private volatile boolean leading;

  /**
   * Who this is, and where alerts lead.
   *
   * @param instance unique in the herd
   * @param source {@code ce_source} of what is published
   * @param runbooks what the name of a runbook is added to, so that it becomes an address
   * @param webhook null for none
   */
  public record Settings(
      String instance, String source, String runbooks, @Nullable WebhookSettings webhook) {}

  /** What alerts are read from. */
  public record Inputs(
      List<ConditionSource> sources, AlertEngine.Facts facts, CauseFinder causes) {}

  /**
   * Begins with {@link #start()}.
   *
   * @throws SQLException the state database is away
   */
  public Alerts(
      BusConfig bus,
      Codec codec,
      Publisher publisher,
      StateDatabase state,
      Clock clock,
      Inputs inputs,
      WebhookHealth health,
      Settings settings)
      throws SQLException {
    this.state = state;
    AlertStore store = new AlertStore(codec);
    ControlStore said = new ControlStore();
    this.lease = new AlertLease(settings.instance());
    this.engine =
        new AlertEngine(
            state,
            store,
            lease,
            said,
            inputs.sources(),
            inputs.facts(),
            new Transitions(inputs.causes(), settings.runbooks()),
            clock);
    this.topic = new AlertTopic(bus, codec, settings.source());
    this.outbox = new AlertOutbox(state, store, topic, clock);
    WebhookSettings to = settings.webhook();
    this.webhook =
        to == null
            ? null
            : new Webhook(
                state,
                new NoticeStore(store),
                new WebhookSender(to),
                to.externalUrl(),
                health,
                clock);
    this.controls =
        new ControlFollower(
            bus, codec, publisher, state, said, new ControlReader(new CommandCodec(codec)), clock);
  }

  /** Begins; returns at once. */
  public void start() {
    Rounds _ = deciding.every(INTERVAL, "alerts", this::decide);
    if (webhook != null) {
      Webhook receiver = webhook;
      Rounds _ = sending.every(SENDING, "the webhook of alerts", () -> send(receiver));
    }
  }

  /** Looks once: decides, and publishes what is not published. */
  void decide() throws SQLException, TransactionFailure {
    leading = engine.evaluate();
    if (leading) {
      outbox.publish();
    } else {
      topic.close();
    }
  }

  private void send(Webhook receiver) throws SQLException {
    if (leading) {
      receiver.round();
    } else {
      receiver.stepBack();
    }
  }

  /** Ends within a few seconds and lets another instance take over at once. */
  @Override
  public void close() {
    sending.close();
    deciding.close();
    controls.close();
    topic.close();
    if (webhook != null) {
      webhook.close();
    }
    try {
      state.change(lease::release);
    } catch (SQLException away) {
      LOG.debug("The lease runs out by itself: {}", away.toString());
    }
  }
}
