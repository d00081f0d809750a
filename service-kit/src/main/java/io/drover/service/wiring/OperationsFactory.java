package io.drover.service.wiring;

import io.drover.bus.BusConfig;
import io.drover.bus.Codec;
import io.drover.service.intake.Submissions;
import io.drover.service.ledger.Backlog;
import io.drover.service.ledger.Beginning;
import io.drover.service.ledger.EndMeter;
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
import io.drover.service.outbox.Requests;
import io.drover.service.state.StateClock;
import io.drover.service.state.StateDatabase;
import io.drover.service.target.DatabaseRegistry;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Puts together ledger, lanes and outbox of a service that carries out operations. */
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
  Requests requests(
      StateDatabase state,
      Outbox outbox,
      BusConfig bus,
      Codec codec,
      ServiceSettings settings,
      Waker waker) {
    return new Requests(state, outbox, bus, codec, settings.source(), waker::wake);
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
  EndMeter ends(MeterRegistry meters) {
    return new EndMeter(meters);
  }

  @Singleton
  Ledger ledger(
      StateDatabase state, Outbox outbox, Facts facts, EndMeter ends, ServiceSettings settings) {
    return new Ledger(state, outbox, facts, ends, settings.service(), settings.instance());
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
  Backlog backlog(StateDatabase state, MeterRegistry meters) {
    return new Backlog(state, meters);
  }

  @Singleton
  Submissions submissions(Codec codec, DatabaseRegistry registry, StateClock clock) {
    return new Submissions(codec, registry, clock);
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
