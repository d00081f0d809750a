package io.drover.monitor.absence;

import io.drover.bus.BusConfig;
import io.drover.bus.ConsumerLag;
import io.drover.monitor.alert.ConditionSource;
import io.drover.monitor.alert.Findings;
import io.drover.monitor.projection.HealthQueries;
import io.drover.monitor.projection.HerdQueries;
import io.drover.monitor.projection.MigrationQueries;
import io.drover.service.state.StateDatabase;
import io.drover.service.target.DatabaseRegistry;
import io.drover.service.wiring.Rounds;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Everything that should have happened and did not. */
public final class Absences implements ConditionSource, AutoCloseable {
  private static final Duration ASK_BROKER = Duration.ofSeconds(30);

  private final LaggingConsumers consumers;
  private final List<ConditionSource> sources;
  private final Clock clock;
  private final Rounds rounds = new Rounds();

  /** Reads the projection, and from {@link #start()} on asks the broker for its groups. */
  public Absences(BusConfig bus, StateDatabase state, DatabaseRegistry registry, Clock clock) {
    this.clock = clock;
    this.consumers = new LaggingConsumers(new ConsumerLag(bus));
    HerdQueries herd = new HerdQueries(state);
    FirstSeen seen = new FirstSeen(state);
    this.sources =
        List.of(
            new BackupAbsences(registry, state),
            new VerifyAbsences(registry, herd, state),
            new ScheduleAbsences(registry, state, seen),
            new ServiceAbsences(herd),
            new BrokenRegistry(registry, herd),
            new StalledOperations(state, registry),
            new GrowingDeadLetters(herd),
            new MigrationConditions(registry, new MigrationQueries(state), state, seen),
            new HealthAbsences(registry, new HealthQueries(state)),
            consumers);
  }

  /** Begins to ask the broker; returns at once. */
  public void start() {
    Rounds _ = rounds.every(ASK_BROKER, "consumer lag", () -> consumers.refresh(clock.instant()));
  }

  @Override
  public Findings look(Instant now) throws SQLException {
    Findings all = Findings.of(List.of());
    for (ConditionSource source : sources) {
      all = all.and(source.look(now));
    }
    return all;
  }

  @Override
  public void close() {
    rounds.close();
    consumers.close();
  }
}
