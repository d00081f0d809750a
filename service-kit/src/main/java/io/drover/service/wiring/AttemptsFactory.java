package io.drover.service.wiring;

import io.drover.bus.Codec;
import io.drover.bus.Publisher;
import io.drover.service.attempt.AttemptRunner;
import io.drover.service.attempt.AttemptTools;
import io.drover.service.attempt.Capacity;
import io.drover.service.attempt.EndWriter;
import io.drover.service.attempt.RunningAttempts;
import io.drover.service.lane.LaneScheduler;
import io.drover.service.lane.LaneTask;
import io.drover.service.ledger.Beginning;
import io.drover.service.ledger.LaneWork;
import io.drover.service.ledger.Ledger;
import io.drover.service.operation.StepListener;
import io.drover.service.process.ProcessRunner;
import io.drover.service.state.StateClock;
import io.drover.service.state.StateDatabase;
import io.drover.service.target.DatabaseRegistry;
import io.drover.service.target.TargetConnections;
import io.drover.service.trace.Tracing;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;

/** Puts together the lanes and the attempts that run in them. */
@Factory
@Requires(property = "drover.operations")
public class AttemptsFactory {
  @Singleton
  RunningAttempts running(StateDatabase state, StateClock clock, MeterRegistry meters) {
    RunningAttempts running = new RunningAttempts(state, clock);
    Gauge.builder("drover.service.operations.running", running, all -> all.names().size())
        .description("Operations at work on this instance")
        .register(meters);
    return running;
  }

  @Singleton
  Capacity capacity(ServiceSettings settings, MeterRegistry meters) {
    Capacity capacity = new Capacity(settings.workers(), settings.waiters());
    Gauge.builder("drover.lanes.working", capacity, Capacity::working)
        .description("Lanes at work on this instance")
        .register(meters);
    Gauge.builder("drover.lanes.waiting", capacity, Capacity::waiting)
        .description("Lanes of this instance that wait for a target lock")
        .register(meters);
    return capacity;
  }

  @Singleton
  AttemptTools tools(
      Ledger ledger,
      Codec codec,
      Publisher publisher,
      StateClock clock,
      TargetConnections connections,
      ProcessRunner processes,
      Capacity capacity,
      StepListener steps,
      Tracing tracing) {
    return new AttemptTools(
        ledger, codec, publisher, clock, connections, processes, capacity, steps, tracing);
  }

  @Singleton
  AttemptRunner runner(
      OperationsFactory.Handlers handlers,
      DatabaseRegistry registry,
      AttemptTools tools,
      RunningAttempts running,
      Ledger ledger,
      Waker waker) {
    return new AttemptRunner(
        handlers.byKind(), registry, tools, running, new EndWriter(ledger, waker::wake));
  }

  @Singleton
  LaneTask laneTask(
      StateDatabase state,
      Beginning beginning,
      LaneWork work,
      AttemptRunner runner,
      Capacity capacity,
      Waker waker,
      StepListener steps) {
    return new LaneTask(state, beginning, work, runner, capacity, waker::wake, steps);
  }

  @Singleton
  LaneScheduler scheduler(
      StateDatabase state,
      StateClock clock,
      LaneTask task,
      ServiceSettings settings,
      Capacity capacity) {
    return new LaneScheduler(
        state, clock, task, settings.instance(), settings.heartbeat(), capacity.lanes());
  }
}
