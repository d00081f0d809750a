package io.drover.service.testbed;

import io.drover.bus.Publisher;
import io.drover.localstack.PostgresServer;
import io.drover.localstack.TestStack;
import io.drover.service.attempt.AttemptRunner;
import io.drover.service.attempt.AttemptTools;
import io.drover.service.attempt.Capacity;
import io.drover.service.attempt.EndWriter;
import io.drover.service.attempt.RunningAttempts;
import io.drover.service.lane.LaneScheduler;
import io.drover.service.lane.LaneTask;
import io.drover.service.operation.OperationHandler;
import io.drover.service.operation.StepListener;
import io.drover.service.process.ProcessRunner;
import io.drover.service.state.StateClock;
import io.drover.service.target.DatabaseRegistry;
import io.drover.service.target.TargetConnections;
import io.drover.service.trace.Tracing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;

/**
 * The lanes and attempts of one instance of a service over a {@link StateBed}, without intake and
 * relay; its broker is not there. Runs watch every 50 ms, and no sweeper.
 */
public final class Instance implements AutoCloseable {
  /** A lane is taken over after four: no machine that stalls for a while is taken for dead. */
  private static final Duration HEARTBEAT = Duration.ofSeconds(10);

  public final Capacity capacity;
  public final RunningAttempts running;
  public final LaneScheduler lanes;
  private final Publisher publisher;
  private final ProcessRunner processes = new ProcessRunner();
  private final DatabaseRegistry registry;
  private final Path databases;
  private final ExecutorService watch = Executors.newSingleThreadExecutor();
  private volatile boolean closed;

  public Instance(
      StateBed bed,
      String name,
      int workers,
      StepListener steps,
      Map<String, OperationHandler<?>> handlers)
      throws SQLException, IOException {
    StateClock clock = new StateClock();
    clock.synchronise(bed.state);
    this.databases = databases(TestStack.postgres());
    this.registry = DatabaseRegistry.open(databases);
    this.publisher = new Publisher(bed.bus, bed.codec, "drover/test/" + name);
    this.capacity = new Capacity(workers, 8);
    this.running = new RunningAttempts(bed.state, clock);
    AttemptTools tools =
        new AttemptTools(
            bed.ledger,
            bed.codec,
            publisher,
            clock,
            new TargetConnections(),
            processes,
            capacity,
            steps,
            Tracing.none());
    AttemptRunner runner =
        new AttemptRunner(handlers, registry, tools, running, new EndWriter(bed.ledger, () -> {}));
    LaneTask task =
        new LaneTask(bed.state, bed.beginning, bed.work, runner, capacity, this::wake, steps);
    this.lanes = new LaneScheduler(bed.state, clock, task, name, HEARTBEAT, capacity.lanes());
    lanes.start();
    watch.execute(this::watch);
  }

  public Instance(StateBed bed, String name, ScriptedHandler handler)
      throws SQLException, IOException {
    this(bed, name, 4, StepListener.NONE, Map.of(handler.kind(), handler));
  }

  /** A registry with the database shop, which has another physical name in each file. */
  public static Path databases(PostgresServer server) throws IOException {
    Path file = Files.createTempFile("drover-test", ".yml");
    file.toFile().deleteOnExit();
    return Files.writeString(
        file,
        """
        servers:
          main: { host: %s, port: %d, user: %s, password: "%s", ssl-mode: prefer }
        databases:
          shop: { server: main, name: %s }
        """
            .formatted(
                server.host(),
                server.port(),
                server.superuser(),
                StateBed.secret(server.password()).reference(),
                "shop_" + UUID.randomUUID().toString().replace("-", "")));
  }

  /** Breaks the file of the registry; what it said stays in force. */
  public void breakRegistry() throws IOException {
    Files.writeString(databases, "databases: [");
    // Not the moment at which the file is empty because it is being written.
    Awaitility.await().until(() -> registry.problem().orElse("").contains("line "));
  }

  /** Physical name of the database shop. */
  public String physicalName() {
    return registry.find("shop").orElseThrow().physicalName();
  }

  private void wake() {
    lanes.wake();
  }

  private void watch() {
    while (!closed) {
      running.watch();
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
    }
  }

  /** Ends in the order in which a service does. */
  @Override
  public void close() {
    running.stop();
    lanes.close();
    closed = true;
    watch.shutdown();
    publisher.close();
    processes.close();
    registry.close();
  }
}
