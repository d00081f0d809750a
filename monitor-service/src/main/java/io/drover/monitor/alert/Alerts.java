package io.drover.monitor.alert;

import io.drover.bus.BusConfig;
import io.drover.bus.Codec;
import io.drover.bus.CommandCodec;
import io.drover.service.operation.StepListener;
import io.drover.service.outbox.Outbox;
import io.drover.service.state.StateDatabase;
import io.drover.service.wiring.Rounds;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the alerts of the herd: decides, states, sends on, listens to people. */
public final class Alerts implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Alerts.class);
  private static final Duration SENDING = Duration.ofSeconds(2);

  private final StateDatabase state;
  private final AlertLease lease;
  private final AlertEngine engine;
  private final Duration interval;
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
   * @param times how often is looked, and when what ends
   * @param webhook null for none
   */
  public record Settings(
      String instance,
      String source,
      String runbooks,
      Times times,
      @Nullable WebhookSettings webhook) {}

  /**
   * @param interval between two looks
   * @param lease after which another instance decides when this one does not
   * @param retention for which the topic keeps alerts that are over
   */
  public record Times(Duration interval, Duration lease, Duration retention) {}

  /**
   * How what is decided leaves the state database.
   *
   * @param wake tells the relay of the outbox, after a commit; never blocks
   * @param steps hears of the steps between which an end is most telling
   */
  public record Leaving(Outbox outbox, Runnable wake, StepListener steps) {}

  /**
   * What alerts are read from.
   *
   * @param registered whether the registry names this database
   */
  public record Inputs(
      List<ConditionSource> sources,
      AlertEngine.Facts facts,
      CauseFinder causes,
      Predicate<String> registered) {}

  /**
   * Begins with {@link #start()}.
   *
   * @throws SQLException the state database is away
   */
  public Alerts(
      BusConfig bus,
      Codec codec,
      StateDatabase state,
      Clock clock,
      Inputs inputs,
      Leaving leaving,
      WebhookHealth health,
      Settings settings)
      throws SQLException {
    this.state = state;
    AlertStore store = new AlertStore(codec);
    ControlStore said = new ControlStore();
    AlertRecords records = new AlertRecords(bus, codec, settings.source());
    Times times = settings.times();
    this.interval = times.interval();
    this.lease = new AlertLease(settings.instance(), times.lease());
    this.engine =
        new AlertEngine(
            state,
            store,
            new AlertChanges(
                state,
                store,
                leaving.outbox(),
                records,
                times.retention(),
                leaving.steps(),
                leaving.wake()),
            lease,
            said,
            inputs.sources(),
            inputs.facts(),
            new Transitions(inputs.causes(), settings.runbooks(), inputs.registered()),
            clock);
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
                clock,
                leaving.steps());
    this.controls =
        new ControlFollower(
            bus,
            codec,
            state,
            said,
            new ControlReader(new CommandCodec(codec)),
            new ControlFollower.Answers(leaving.outbox(), records, leaving.steps(), leaving.wake()),
            clock);
  }

  /** Begins; returns at once. */
  public void start() {
    Rounds _ = deciding.every(interval, "alerts", this::decide);
    if (webhook != null) {
      Webhook receiver = webhook;
      Rounds _ = sending.every(SENDING, "the webhook of alerts", () -> send(receiver));
    }
  }

  private void decide() throws SQLException {
    leading = engine.evaluate();
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
