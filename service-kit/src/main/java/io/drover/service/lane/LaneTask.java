package io.drover.service.lane;

import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.ExecutionComplete;
import com.github.kagkarlsson.scheduler.task.ExecutionOperations;
import com.github.kagkarlsson.shaded.jdbc.SQLRuntimeException;
import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.RetryPolicy;
import io.drover.service.attempt.AttemptRunner;
import io.drover.service.attempt.Capacity;
import io.drover.service.ledger.Beginning;
import io.drover.service.ledger.LaneWork;
import io.drover.service.ledger.Turn;
import io.drover.service.operation.StepListener;
import io.drover.service.state.StateDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One execution of a lane: one operation at most, then the next execution is scheduled if there is
 * work left.
 */
public class LaneTask {
  private static final Logger LOG = LoggerFactory.getLogger(LaneTask.class);
  private static final Duration AFTER_PROBLEM = Duration.ofSeconds(1);

  /**
   * A lane that finds no place to work is given back after a second, so that another instance may
   * have one.
   */
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private static final Duration GIVEN_BACK = Duration.ofMillis(200);

  private static final RetryPolicy<Object> COMPLETING =
      RetryPolicy.builder()
          .handle(SQLException.class, SQLRuntimeException.class)
          .withBackoff(Duration.ofMillis(100), Duration.ofSeconds(2))
          .withMaxDuration(Duration.ofMinutes(2))
          .withMaxRetries(-1)
          .build();

  private final StateDatabase state;
  private final Beginning beginning;
  private final LaneWork work;
  private final AttemptRunner runner;
  private final Capacity capacity;
  private final Runnable afterwards;
  private final StepListener steps;

  /**
   * @param afterwards called after facts may have been stated and after the lane was scheduled
   *     again, to wake lanes and relay
   */
  public LaneTask(
      StateDatabase state,
      Beginning beginning,
      LaneWork work,
      AttemptRunner runner,
      Capacity capacity,
      Runnable afterwards,
      StepListener steps) {
    this.state = state;
    this.beginning = beginning;
    this.work = work;
    this.runner = runner;
    this.capacity = capacity;
    this.afterwards = afterwards;
    this.steps = steps;
  }

  /**
   * @param version of the lane's task, by which an execution that was stalled until its lane was
   *     taken over knows that it is too late
   */
  CompletionHandler<Void> execute(String lane, long version) {
    Duration wait = Duration.ZERO;
    try {
      if (!runner.stopping() && capacity.beginWork(PATIENCE)) {
        try {
          turn(lane, version);
        } finally {
          capacity.endWork();
        }
      } else {
        wait = GIVEN_BACK;
      }
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    } catch (SQLException | RuntimeException | Error problem) {
      LOG.warn("Lane {} is tried again in {}", lane, AFTER_PROBLEM, problem);
      wait = AFTER_PROBLEM;
    }
    Duration pause = wait;
    return (complete, operations) -> complete(lane, version, complete, operations, pause);
  }

  private void turn(String lane, long version) throws SQLException {
    Turn turn = next(lane, version);
    while (turn instanceof Turn.Again) {
      turn = next(lane, version);
    }
    afterwards.run();
    switch (turn) {
      case Turn.Run run -> runner.run(run);
      case Turn.Fail fail -> runner.fail(fail);
      case Turn.Cancel cancel -> runner.cancel(cancel);
      case Turn.Idle idle -> LOG.debug("Lane {} is idle: {}", lane, idle.until());
      case Turn.Again again -> throw new IllegalStateException("handled above: " + again);
    }
  }

  private Turn next(String lane, long version) throws SQLException {
    return state.inTransaction(
        connection ->
            work.executedBy(connection, lane, version)
                ? beginning.next(lane)
                : new Turn.Idle(Optional.empty()));
  }

  /**
   * Looks for work under the lane's lock and keeps the task in the same transaction: whoever adds
   * work afterwards finds the lane either scheduled or gone.
   */
  void complete(
      String lane,
      long version,
      ExecutionComplete complete,
      ExecutionOperations<Void> operations,
      Duration wait) {
    steps.reached("", "lane-completing");
    try {
      Failsafe.with(COMPLETING)
          .run(
              () ->
                  state.change(
                      connection ->
                          complete(connection, lane, version, complete, operations, wait)));
    } catch (FailsafeException away) {
      LOG.warn("Lane {} stays taken until its heartbeats are missed", lane, away);
    }
  }

  private void complete(
      Connection connection,
      String lane,
      long version,
      ExecutionComplete complete,
      ExecutionOperations<Void> operations,
      Duration wait)
      throws SQLException {
    Optional<Instant> next = work.next(connection, lane);
    if (!work.executedBy(connection, lane, version)) {
      LOG.info("Lane {} was taken over by another execution", lane);
    } else if (next.isPresent()) {
      operations.reschedule(complete, next.get().plus(wait));
      state.afterCommit(afterwards);
    } else {
      operations.remove();
    }
  }
}
