package io.drover.service.attempt;

import io.drover.bus.Codec;
import io.drover.bus.Publisher;
import io.drover.service.ledger.Ledger;
import io.drover.service.operation.StepListener;
import io.drover.service.process.ProcessRunner;
import io.drover.service.state.StateClock;
import io.drover.service.target.TargetConnections;
import io.drover.service.trace.Tracing;

/** What all attempts of an instance share. */
public record AttemptTools(
    Ledger ledger,
    Codec codec,
    Publisher publisher,
    StateClock clock,
    TargetConnections connections,
    ProcessRunner processes,
    Capacity capacity,
    StepListener steps,
    Tracing tracing) {}
