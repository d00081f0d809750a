package io.drover.service.wiring;

import io.drover.bus.BusConfig;
import io.drover.bus.Codec;
import io.drover.service.intake.ChildIntake;
import io.drover.service.intake.Intake;
import io.drover.service.intake.Pauses;
import io.drover.service.intake.Refusals;
import io.drover.service.intake.RequestReader;
import io.drover.service.intake.Submissions;
import io.drover.service.ledger.Acceptance;
import io.drover.service.ledger.Approvals;
import io.drover.service.ledger.EndMeter;
import io.drover.service.ledger.Facts;
import io.drover.service.ledger.Interventions;
import io.drover.service.ledger.Lanes;
import io.drover.service.operation.StepListener;
import io.drover.service.outbox.Outbox;
import io.drover.service.state.StateClock;
import io.drover.service.state.StateDatabase;
import io.drover.service.trace.Tracing;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;

/** Puts together what takes requests in. */
@Factory
@Requires(property = "drover.operations")
public class IntakeFactory {
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
      OperationsFactory.Handlers handlers,
      Lanes lanes,
      EndMeter ends,
      Interventions interventions,
      Approvals approvals,
      Outbox outbox,
      Waker waker,
      StepListener steps,
      MeterRegistry meters,
      Tracing tracing) {
    RequestReader reader =
        new RequestReader(bus, codec, submissions, new Refusals(facts, clock), handlers.byKind());
    return new Intake(
        state,
        reader,
        new Acceptance(state, facts, lanes, ends),
        interventions,
        approvals,
        outbox,
        bus,
        () -> {
          steps.reached("", "intake-committed");
          waker.wake();
        },
        meters,
        tracing);
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
}
