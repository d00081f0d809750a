package io.drover.migration;

import io.drover.schemas.FailureCode;
import io.drover.schemas.Kinds;
import io.drover.schemas.MigrateRequested;
import io.drover.schemas.OperationHeader;
import io.drover.service.operation.Attempt;
import io.drover.service.operation.ChildOutcome;
import io.drover.service.operation.OperationFailure;
import io.drover.service.operation.Outcome.Announcement;
import io.drover.service.process.ChildProcess;
import io.drover.service.process.ProcessRequest;
import io.drover.service.state.StateDatabase;
import io.drover.service.target.Target;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** The part of an attempt that is given with the request. */
abstract class RequestedAttempt implements Attempt<MigrateRequested> {
  private final Target target;
  private final MigrateRequested command;
  private final @Nullable ChildOutcome child;
  private final List<SpecificRecord> facts = new ArrayList<>();
  private int number = 1;
  private final Instant accepted = Instant.parse("2026-11-21T12:00:00Z");

  RequestedAttempt(Target target, MigrateRequested command, @Nullable ChildOutcome child) {
    this.target = target;
    this.command = command;
    this.child = child;
  }

  @Override
  public OperationFailure explain(SQLException error) {
    return OperationFailure.of(
            FailureCode.TARGET_UNREACHABLE, String.valueOf(error.getMessage()), "pg_isready")
        .causedBy(error);
  }

  @Override
  public ChildProcess start(ProcessRequest request) {
    throw new UnsupportedOperationException("migrations start no programs");
  }

  @Override
  public synchronized void state(
      Function<OperationHeader, SpecificRecord> fact,
      List<Announcement> announcements,
      StateDatabase.Change along) {
    facts.add(
        fact.apply(
            OperationHeader.newBuilder()
                .setKind(Kinds.MIGRATE)
                .setOperationId(operationId())
                .setDatabase(target.entry().name())
                .setSequence(facts.size() + 3)
                .setAttempt(number())
                .setObservedAt(now())
                .build()));
  }

  /** What was stated so far. */
  synchronized List<SpecificRecord> facts() {
    return List.copyOf(facts);
  }

  @Override
  public String operationId() {
    return command.getOperationId();
  }

  @Override
  public int number() {
    return number;
  }

  void number(int attempt) {
    number = attempt;
  }

  @Override
  public MigrateRequested command() {
    return command;
  }

  @Override
  public Target target() {
    return target;
  }

  @Override
  public Instant acceptedAt() {
    return accepted;
  }

  @Override
  public Instant deadline() {
    return accepted.plusSeconds(3600);
  }

  @Override
  public Instant now() {
    return accepted.plusSeconds(1);
  }

  @Override
  public Optional<ChildOutcome> child() {
    return Optional.ofNullable(child);
  }
}
