package io.drover.service.wiring;

import io.drover.bus.BusConfig;
import io.drover.bus.Codec;
import io.drover.bus.Publisher;
import io.drover.service.attempt.AttemptRunner;
import io.drover.service.attempt.AttemptTools;
import io.drover.service.attempt.Capacity;
import io.drover.service.attempt.EndWriter;
import io.drover.service.attempt.RunningAttempts;
import io.drover.service.intake.ChildIntake;
import io.drover.service.intake.Intake;
import io.drover.service.intake.Pauses;
import io.drover.service.intake.Refusals;
import io.drover.service.intake.RequestReader;
import io.drover.service.intake.Submissions;
import io.drover.service.lane.LaneScheduler;
import io.drover.service.lane.LaneTask;
import io.drover.service.ledger.Acceptance;
import io.drover.service.ledger.Beginning;
import io.drover.service.ledger.Facts;
import io.drover.service.ledger.Interventions;
import io.drover.service.ledger.LaneWork;
import io.drover.service.ledger.Lanes;
import io.drover.service.ledger.Ledger;
import io.drover.service.ledger.Sweeper;
import io.drover.service.operation.OperationHandler;
import io.drover.service.operation.StepListener;
import io.drover.service.outbox.Outbox;
import io.drover.service.outbox.Relay;
import io.drover.service.outbox.RelayLease;
import io.drover.service.outbox.RelayMarkers;
import io.drover.service.process.ProcessRunner;
import io.drover.service.state.StateClock;
import io.drover.service.state.StateDatabase;
import io.drover.service.target.DatabaseRegistry;
import io.drover.service.target.TargetConnections;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Puts together what a service has that carries out operations. */
@Factory
@Requires(property = "drover.operations")
public class OperationsFactory {
  /** The handlers of a service by their kind. */
  public record Handlers(Map<String, OperationHandler<?>> byKind) {}

  /** Wakes lanes and relay after a commit; set once they are there. */
  @Singleton
  Waker waker() {
    return new Waker();
  }

  @Singleton
  Handlers handlers(List<OperationHandler<?>> handlers) {
    return new Handlers(
        handlers.stream().collect(Collectors.toMap(OperationHandler::kind, Function.identity())));
  }

  @Singleton
  Facts facts(BusConfig bus, Codec codec, ServiceSettings settings) {
    return new Facts(bus, codec, settings.source());
  }

  @Singleton
  Outbox outbox() {
    return new Outbox();
  }

  @Singleton
  Lanes lanes() {
    return new Lanes();
  }

  @Singleton
  LaneWork laneWork(Lanes lanes) {
    return new LaneWork(lanes);
  }

  @Singleton
  Ledger ledger(StateDatabase state, Outbox outbox, Facts facts, ServiceSettings settings) {
    return new Ledger(state, outbox, facts, settings.service(), settings.instance());
  }

  @Singleton
  Beginning beginning(StateDatabase state, Ledger ledger) {
    return new Beginning(state, ledger);
  }

  @Singleton
  Interventions interventions(StateDatabase state, Facts facts, Ledger ledger, Lanes lanes) {
    return new Interventions(state, facts, ledger, lanes);
  }

  @Singleton
  Sweeper sweeper(
      StateDatabase state,
      Ledger ledger,
      Beginning beginning,
      Interventions interventions,
      Lanes lanes) {
    return new Sweeper(state, ledger, beginning, interventions, lanes);
  }

  @Singleton
  Submissions submissions(Codec codec, DatabaseRegistry registry, StateClock clock) {
    return new Submissions(codec, registry, clock);
  }

  @Singleton
  Pauses pauses(StateDatabase state) {
    return new Pauses(state);
  }

  @Singleton
  Intake intake(
      StateDatabase state,
      BusConfig bus,
      Codec codec,
      Submissions submissions,
      Facts facts,
      StateClock clock,
      Handlers handlers,
      Lanes lanes,
      Interventions interventions,
      Outbox outbox,
      Waker waker,
      StepListener steps,
      MeterRegistry meters) {
    RequestReader reader =
        new RequestReader(bus, codec, submissions, new Refusals(facts, clock), handlers.byKind());
    return new Intake(
        state,
        reader,
        new Acceptance(facts, lanes),
        interventions,
        outbox,
        bus,
        () -> {
          steps.reached("", "intake-committed");
          waker.wake();
        },
        meters);
  }

  @Singleton
  ChildIntake children(Codec codec, Interventions interventions, Waker waker, StepListener steps) {
    return new ChildIntake(
        codec,
        interventions,
        () -> {
          steps.reached("", "child-done");
          waker.wake();
        });
  }

  @Singleton
  RunningAttempts running(StateDatabase state, StateClock clock) {
    return new RunningAttempts(state, clock);
  }

  @Singleton
  Capacity capacity(ServiceSettings settings) {
    return new Capacity(settings.workers(), settings.waiters());
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
      StepListener steps) {
    return new AttemptTools(
        ledger, codec, publisher, clock, connections, processes, capacity, steps);
  }

  @Singleton
  AttemptRunner runner(
      Handlers handlers,
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
    return new LaneTask(state, beginning, work, runner, capacity, waker::wakeRelay, steps);
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

  @Singleton
  RelayMarkers markers(BusConfig bus, ServiceSettings settings) {
    return RelayMarkers.of(bus, settings.service());
  }

  @Singleton
  Relay relay(
      StateDatabase state,
      Outbox outbox,
      RelayMarkers markers,
      BusConfig bus,
      StepListener steps,
      ServiceSettings settings,
      MeterRegistry meters) {
    return new Relay(
        state,
        outbox,
        new RelayLease(settings.instance(), settings.relayLease()),
        markers,
        markers::publisher,
        steps,
        meters);
  }
}
