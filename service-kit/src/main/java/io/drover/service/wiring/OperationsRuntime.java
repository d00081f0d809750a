package io.drover.service.wiring;

import io.drover.service.attempt.RunningAttempts;
import io.drover.service.intake.Pauses;
import io.drover.service.lane.LaneScheduler;
import io.drover.service.ledger.Backlog;
import io.drover.service.ledger.Sweeper;
import io.drover.service.outbox.Relay;
import io.drover.service.state.StateDatabase;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Lanes, relay and rounds of a service that carries out operations: started together, ended in
 * order.
 */
public final class OperationsRuntime implements AutoCloseable {
  private static final Duration WATCH = Duration.ofMillis(500);
  private static final Duration SWEEP = Duration.ofSeconds(5);
  private static final Duration COUNT = Duration.ofSeconds(5);
  private static final Duration RESUME = Duration.ofSeconds(1);

  private final LaneScheduler lanes;
  private final Relay relay;
  private final RunningAttempts running;
  private final Sweeper sweeper;
  private final Pauses pauses;
  private final Backlog backlog;
  private final Rounds rounds = new Rounds();

  OperationsRuntime(
      LaneScheduler lanes,
      Relay relay,
      RunningAttempts running,
      Sweeper sweeper,
      Pauses pauses,
      Backlog backlog) {
    this.lanes = lanes;
    this.relay = relay;
    this.running = running;
    this.sweeper = sweeper;
    this.pauses = pauses;
    this.backlog = backlog;
  }

  void start() {
    relay.start();
    lanes.start();
    rounds
        .every(WATCH, "watching attempts", running::watch)
        .every(RESUME, "resuming intake", pauses::check)
        .every(SWEEP, "sweeping the ledger", sweeper::sweep)
        .every(COUNT, "counting what waits", backlog::count);
  }

  /** Operations at work on this instance. */
  public List<String> running() {
    return running.names();
  }

  /** What keeps this instance from its work. */
  public Optional<String> problem() {
    if (pauses.paused()) {
      return Optional.of("The state database is away; requests wait on Kafka.");
    }
    return relay.healthy()
        ? Optional.empty()
        : Optional.of("The outbox cannot be carried to Kafka; facts wait in the state database.");
  }

  static boolean answers(StateDatabase state) {
    try {
      state.now();
      return true;
    } catch (SQLException away) {
      return false;
    }
  }

  @Override
  public void close() {
    running.stop();
    lanes.close();
    rounds.close();
    relay.close();
  }
}
