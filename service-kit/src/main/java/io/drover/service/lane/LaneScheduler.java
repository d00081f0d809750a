package io.drover.service.lane;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerName;
import com.github.kagkarlsson.scheduler.jdbc.PostgreSqlJdbcCustomization;
import com.github.kagkarlsson.scheduler.logging.LogLevel;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import io.drover.service.ledger.Lanes;
import io.drover.service.state.StateClock;
import io.drover.service.state.StateDatabase;
import java.time.Duration;
import java.util.concurrent.Executors;

/**
 * Runs lanes: durable, cluster-wide, each by one instance at a time. A lane is a task whose
 * instance id is the physical database; a dead instance's lanes are taken over after four missed
 * heartbeats.
 */
public final class LaneScheduler implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(100);
  private static final int MISSED_HEARTBEATS = 4;
  private static final Duration STOP = Duration.ofSeconds(20);

  private final Scheduler scheduler;

  /**
   * @param heartbeat interval of the heartbeats by which a dead instance is known
   * @param lanes lanes at work at once on this instance
   */
  public LaneScheduler(
      StateDatabase state,
      StateClock clock,
      LaneTask task,
      String instance,
      Duration heartbeat,
      int lanes) {
    this.scheduler =
        Scheduler.create(
                state.dataSource(),
                Tasks.custom(Lanes.TASK, Void.class)
                    // By the common clock: an instance's own may be hours ahead.
                    .onDeadExecution((dead, lane) -> lane.reschedule(dead, clock.instant()))
                    .execute(
                        (lane, context) ->
                            task.execute(lane.getId(), context.getExecution().version)))
            .schedulerName(new SchedulerName.Fixed(instance))
            .jdbcCustomization(new PostgreSqlJdbcCustomization(false, false))
            .pollUsingLockAndFetch(0.5, 1.0)
            .threads(lanes)
            .executorService(
                Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("lane-", 0).factory()))
            .pollingInterval(POLL)
            .heartbeatInterval(heartbeat)
            .missedHeartbeatsLimit(MISSED_HEARTBEATS)
            .shutdownMaxWait(STOP)
            .failureLogging(LogLevel.WARN, true)
            .clock(clock::instant)
            .build();
  }

  public void start() {
    scheduler.start();
  }

  /**
   * Tells that lanes were woken by this instance: they begin without waiting for the next poll.
   * Never blocks.
   */
  public void wake() {
    scheduler.triggerCheckForDueExecutions();
  }

  /** Ends after the attempts at work have ended, within 20 seconds. */
  @Override
  public void close() {
    scheduler.stop();
  }
}
