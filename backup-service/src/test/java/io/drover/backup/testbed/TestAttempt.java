package io.drover.backup.testbed;

import io.drover.schemas.OperationHeader;
import io.drover.service.operation.Attempt;
import io.drover.service.operation.ChildOutcome;
import io.drover.service.operation.OperationFailure;
import io.drover.service.operation.Outcome.Announcement;
import io.drover.service.operation.Progress;
import io.drover.service.process.ChildProcess;
import io.drover.service.process.ProcessRequest;
import io.drover.service.process.ProcessRunner;
import io.drover.service.state.StateDatabase;
import io.drover.service.target.LockEvents;
import io.drover.service.target.LockMode;
import io.drover.service.target.LockOptions;
import io.drover.service.target.OnBusy;
import io.drover.service.target.Target;
import io.drover.service.target.TargetConnections;
import io.drover.service.target.TargetErrors;
import io.drover.service.target.TargetLock;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** An attempt with real connections, processes and locks, whose steps a test can act at. */
public final class TestAttempt<C extends SpecificRecord> implements Attempt<C>, AutoCloseable {
  private static final Duration TIME = Duration.ofMinutes(2);

  private final String kind;
  private final String operationId;
  private final int number;
  private final C command;
  private final Target target;
  private final Instant acceptedAt;
  private final TargetConnections connections = new TargetConnections();
  private final ProcessRunner processes;
  private final StateDatabase state;

  /** Tables are analyzed side by side, by connections of this attempt. */
  private final Deque<AutoCloseable> owned = new ConcurrentLinkedDeque<>();

  private final Map<String, Step> actions = new HashMap<>();
  private final List<String> steps = new ArrayList<>();
  private final List<SpecificRecord> facts = new ArrayList<>();
  private final List<Announcement> announcements = new ArrayList<>();
  private @Nullable ChildOutcome child;
  private final RecordedProgress progress = new RecordedProgress();

  /** What happens when a step is reached. */
  public interface Step {
    void run() throws Exception;
  }

  /** Made by the test bed. */
  TestAttempt(
      String kind,
      String operationId,
      int number,
      C command,
      Target target,
      Instant acceptedAt,
      ProcessRunner processes,
      StateDatabase state) {
    this.kind = kind;
    this.operationId = operationId;
    this.number = number;
    this.command = command;
    this.target = target;
    this.acceptedAt = acceptedAt;
    this.processes = processes;
    this.state = state;
  }

  /**
   * Acts when the step is reached; an InterruptedException ends the attempt there as a kill would.
   */
  public TestAttempt<C> at(String step, Step action) {
    actions.put(step, action);
    return this;
  }

  /** Goes on after a child. */
  public TestAttempt<C> after(ChildOutcome ended) {
    child = ended;
    return this;
  }

  /** Ends at the step. */
  public TestAttempt<C> dyingAt(String step) {
    return at(
        step,
        () -> {
          throw new InterruptedException("killed at " + step);
        });
  }

  /** The steps reached so far. */
  public List<String> steps() {
    return steps;
  }

  /** What was told about progress. */
  public RecordedProgress recorded() {
    return progress;
  }

  @Override
  public String operationId() {
    return operationId;
  }

  @Override
  public int number() {
    return number;
  }

  @Override
  public C command() {
    return command;
  }

  @Override
  public Target target() {
    return target;
  }

  @Override
  public Instant acceptedAt() {
    return acceptedAt;
  }

  @Override
  public Instant deadline() {
    return Instant.now().plus(TIME);
  }

  @Override
  public Instant now() {
    return Instant.now();
  }

  @Override
  public Optional<ChildOutcome> child() {
    return Optional.ofNullable(child);
  }

  @Override
  public Progress progress() {
    return progress;
  }

  @Override
  public void reached(String step) throws InterruptedException {
    steps.add(step);
    try {
      actions.getOrDefault(step, () -> {}).run();
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void lock(LockMode mode) throws OperationFailure, InterruptedException {
    LockOptions options = new LockOptions(kind, operationId, OnBusy.WAIT, false, TIME);
    owned.push(TargetLock.acquire(connections, target, mode, options, new NoEvents()));
  }

  @Override
  public void state(
      Function<OperationHeader, SpecificRecord> fact,
      List<Announcement> announced,
      StateDatabase.Change along)
      throws OperationFailure {
    SpecificRecord stated =
        fact.apply(
            new OperationHeader(
                kind, operationId, target.entry().name(), 3 + facts.size(), number, Instant.now()));
    try {
      state.change(along);
    } catch (SQLException e) {
      throw explain(e);
    }
    facts.add(stated);
    announcements.addAll(announced);
  }

  /** What was stated before the end. */
  public List<SpecificRecord> facts() {
    return facts;
  }

  /** What was announced before the end. */
  public List<Announcement> announcements() {
    return announcements;
  }

  @Override
  public void fence() {}

  @Override
  public Connection connect(String physicalDatabase) throws OperationFailure {
    try {
      Connection connection = connections.open(target.server(), physicalDatabase, name(), TIME);
      owned.push(connection);
      return connection;
    } catch (SQLException e) {
      throw TargetErrors.explain(e, target.server(), physicalDatabase);
    }
  }

  @Override
  public ChildProcess start(ProcessRequest request) throws OperationFailure {
    ChildProcess child = processes.start(request, target.server(), name());
    owned.push(child);
    return child;
  }

  @Override
  public OperationFailure explain(SQLException error) {
    return TargetErrors.explain(error, target);
  }

  private String name() {
    return "drover/" + kind + "/" + operationId;
  }

  @Override
  public void close() {
    while (!owned.isEmpty()) {
      try {
        owned.pop().close();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private static final class NoEvents implements LockEvents {
    @Override
    public void waiting(String holder) {}

    @Override
    public void lost(String reason) {}

    @Override
    public void preempted(String by) {}
  }
}
