package io.drover.migration.fleet;

import io.drover.bus.BusConfig;
import io.drover.bus.Codec;
import io.drover.bus.Envelope;
import io.drover.bus.Publisher;
import io.drover.bus.SchemaLookup;
import io.drover.bus.UnreadableException;
import io.drover.localstack.PostgresServer;
import io.drover.localstack.TestStack;
import io.drover.schemas.FleetRequested;
import io.drover.schemas.FleetSummary;
import io.drover.schemas.MigrateRequested;
import io.drover.schemas.OperationHeader;
import io.drover.schemas.Topic;
import io.drover.schemas.Topics;
import io.drover.service.attempt.AttemptRunner;
import io.drover.service.attempt.AttemptTools;
import io.drover.service.attempt.Capacity;
import io.drover.service.attempt.EndWriter;
import io.drover.service.attempt.RunningAttempts;
import io.drover.service.intake.ChildIntake;
import io.drover.service.intake.Intake;
import io.drover.service.intake.Refusals;
import io.drover.service.intake.RequestReader;
import io.drover.service.intake.Submissions;
import io.drover.service.ledger.Acceptance;
import io.drover.service.ledger.Approvals;
import io.drover.service.ledger.Beginning;
import io.drover.service.ledger.EndMeter;
import io.drover.service.ledger.Facts;
import io.drover.service.ledger.Interventions;
import io.drover.service.ledger.Lanes;
import io.drover.service.ledger.Ledger;
import io.drover.service.ledger.OperationKey;
import io.drover.service.ledger.Turn;
import io.drover.service.operation.OperationHandler;
import io.drover.service.operation.StepListener;
import io.drover.service.outbox.Outbox;
import io.drover.service.principal.Principals;
import io.drover.service.process.ProcessRunner;
import io.drover.service.state.StateClock;
import io.drover.service.state.StateDatabase;
import io.drover.service.state.StateSchema;
import io.drover.service.target.DatabaseRegistry;
import io.drover.service.target.SecretReference;
import io.drover.service.target.TargetConnections;
import io.drover.service.trace.Tracing;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.record.TimestampType;

/**
 * The migration service over a real ledger, without a broker: a test carries its records from the
 * outbox to the intake, and gives each lane its turns. So everything happens in the test's order.
 */
public final class FleetBed implements AutoCloseable {
  private final BusConfig bus = new BusConfig("127.0.0.1:1", "test.");
  private final Codec codec = new Codec(SchemaLookup.none());
  private final StateDatabase state;
  private final Path file;
  private final DatabaseRegistry registry;
  private final Publisher publisher = new Publisher(bus, codec, "drover/test");
  private final ProcessRunner processes = new ProcessRunner();
  private final Beginning beginning;
  private final AttemptRunner runner;
  private final Intake intake;
  private final ChildIntake children;
  private final List<SpecificRecord> facts = new ArrayList<>();
  private final List<MigrateRequested> asked = new ArrayList<>();
  private final Killing killing = new Killing();
  private long offset;

  /** Over a registry of this text, with this handler of the kind {@code migrate}. */
  public FleetBed(Path folder, String databases, OperationHandler<MigrateRequested> migrations)
      throws Exception {
    PostgresServer server = TestStack.postgres();
    state =
        StateSchema.open(
            new StateSchema.Settings(
                server.jdbcUrl("postgres"),
                server.superuser(),
                new SecretReference(
                    "file:" + Files.writeString(folder.resolve("password"), server.password())),
                "fleet_" + UUID.randomUUID().toString().replace("-", ""),
                6),
            Map.of("history_of_ledger", StateSchema.LEDGER));
    file = Files.writeString(folder.resolve("databases.yml"), databases);
    registry = DatabaseRegistry.open(file);
    StateClock clock = new StateClock();
    clock.synchronise(state);
    Facts made = new Facts(bus, codec, "drover/test/1");
    Outbox outbox = new Outbox();
    Lanes lanes = new Lanes();
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    EndMeter ends = new EndMeter(meters);
    Ledger ledger = new Ledger(state, outbox, made, ends, "migration-service", "test-1");
    beginning = new Beginning(state, ledger);
    Interventions interventions = new Interventions(state, made, ledger, lanes);
    FleetHandler fleets = new FleetHandler(FleetTable.open(state), registry);
    Map<String, OperationHandler<?>> handlers =
        Map.of(fleets.kind(), fleets, migrations.kind(), migrations);
    intake =
        new Intake(
            state,
            new RequestReader(
                bus,
                codec,
                new Submissions(codec, registry, clock, Principals.none()),
                new Refusals(made, clock),
                handlers),
            new Acceptance(state, made, lanes, ends),
            interventions,
            new Approvals(state, registry, ledger, lanes, StepListener.NONE),
            outbox,
            bus,
            () -> {},
            meters,
            Tracing.none());
    children = new ChildIntake(codec, interventions, () -> {});
    AttemptTools tools =
        new AttemptTools(
            ledger,
            codec,
            publisher,
            clock,
            new TargetConnections(),
            processes,
            new Capacity(4, 8),
            killing,
            Tracing.none());
    runner =
        new AttemptRunner(
            handlers,
            registry,
            tools,
            new RunningAttempts(state, clock),
            new EndWriter(ledger, () -> {}));
  }

  /** Keeps whoever reaches a step there for ever, once: to the others it is as if he were dead. */
  private static final class Killing implements StepListener {
    private volatile String step = "";
    private volatile CountDownLatch dead = new CountDownLatch(1);

    @Override
    public void reached(String operation, String name) {
      if (operation.startsWith("fleet/") && name.equals(step)) {
        step = "";
        dead.countDown();
        while (true) {
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException _) {
            // Who takes over, or has waited long enough, interrupts him; the dead hear nothing.
          }
        }
      }
    }
  }

  /** A kill when a fleet reaches this step for the first time from now on. */
  public void killAt(String step) {
    killing.dead = new CountDownLatch(1);
    killing.step = step;
  }

  /** Whether the kill has happened. */
  public boolean killed() {
    return killing.dead.getCount() == 0;
  }

  /** Changes words of the registry, and waits until it has read them. */
  public void relabel(String... fromTo) throws Exception {
    String text = Files.readString(file);
    for (int i = 0; i < fromTo.length; i += 2) {
      text = text.replace(fromTo[i], fromTo[i + 1]);
    }
    CountDownLatch read = new CountDownLatch(1);
    registry.onChange(read::countDown);
    // Whole: an empty file would be a change, too.
    Files.move(
        Files.writeString(file.resolveSibling("databases.new"), text),
        file,
        StandardCopyOption.ATOMIC_MOVE);
    if (!read.await(60, TimeUnit.SECONDS)) {
      throw new IllegalStateException("the registry was not read again");
    }
  }

  /** Takes a request or a control in. */
  public void arrive(Topic topic, SpecificRecord body) throws SQLException {
    intake.take(List.of(record(bus.topic(topic), codec.encode(body), body)));
  }

  private ConsumerRecord<byte[], byte[]> record(String topic, byte[] value, SpecificRecord body) {
    return new ConsumerRecord<>(
        topic,
        0,
        offset++,
        System.currentTimeMillis(),
        TimestampType.LOG_APPEND_TIME,
        1,
        value.length,
        "key".getBytes(StandardCharsets.UTF_8),
        value,
        Envelope.of(body, "test").toHeaders(),
        Optional.empty());
  }

  /** Carries everything from the outbox to where it is read. */
  public void carry() throws Exception {
    List<ConsumerRecord<byte[], byte[]>> carried = taken();
    while (!carried.isEmpty()) {
      for (ConsumerRecord<byte[], byte[]> each : carried) {
        SpecificRecord body = codec.decode(each.value());
        if (each.topic().equals(bus.topic(Topics.OPERATION_EVENTS))) {
          facts.add(body);
          children.take(List.of(each));
        } else {
          if (body instanceof MigrateRequested request) {
            asked.add(request);
          }
          intake.take(List.of(each));
        }
      }
      carried = taken();
    }
  }

  private List<ConsumerRecord<byte[], byte[]>> taken() throws SQLException {
    return state.inTransaction(
        connection -> {
          List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
          try (var delete =
                  connection.prepareStatement(
                      "WITH gone AS (DELETE FROM outbox RETURNING id, topic, value)"
                          + " SELECT topic, value FROM gone ORDER BY id");
              var row = delete.executeQuery()) {
            while (row.next()) {
              byte[] value = row.getBytes(2);
              records.add(record(row.getString(1), value, codec.decode(value)));
            }
          } catch (UnreadableException e) {
            throw new IllegalStateException(e);
          }
          return records;
        });
  }

  /** Gives a lane its next turn; false when there was nothing to do. */
  public boolean turn(String lane) throws Exception {
    Turn turn = beginning.next(lane);
    Runnable work =
        switch (turn) {
          case Turn.Run run -> () -> runner.run(run);
          case Turn.Fail fail -> () -> runner.fail(fail);
          case Turn.Cancel cancel -> () -> runner.cancel(cancel);
          case Turn.Again _ -> () -> {};
          case Turn.Idle _ -> null;
        };
    if (work == null) {
      return false;
    }
    CountDownLatch dead = killing.dead;
    boolean before = killed();
    CountDownLatch done = new CountDownLatch(1);
    var _ =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    work.run();
                  } finally {
                    done.countDown();
                  }
                });
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!done.await(5, TimeUnit.MILLISECONDS)) {
      if (!before && dead.getCount() == 0) {
        return true;
      }
      if (System.nanoTime() > until) {
        throw new IllegalStateException("the turn of " + lane + " does not end");
      }
    }
    return true;
  }

  /** Gives a fleet one turn after everything was carried. */
  public void fleet(String operationId) throws Exception {
    carry();
    turn("fleet/" + operationId);
    carry();
  }

  /** Gives the operation of one database a turn. */
  public void database(String name) throws Exception {
    turn(registry.find(name).orElseThrow().lane());
    carry();
  }

  /** Carries and gives turns until nothing is left to do. */
  public void finish() throws Exception {
    boolean worked = true;
    while (worked) {
      carry();
      worked = false;
      for (String lane :
          query(
              "SELECT DISTINCT lane FROM operation WHERE finished_at IS NULL AND lane IS NOT NULL"
                  + " AND state <> 'AWAITING' ORDER BY lane")) {
        boolean begun = turn(lane);
        worked = worked || begun;
      }
    }
  }

  /** The rows of a query in the ledger's schema, their columns joined by a blank. */
  public List<String> query(String sql) throws SQLException {
    return state.inTransaction(
        connection -> {
          List<String> rows = new ArrayList<>();
          try (var statement = connection.createStatement();
              var row = statement.executeQuery(sql)) {
            while (row.next()) {
              List<String> columns = new ArrayList<>();
              for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                columns.add(String.valueOf(row.getString(i)));
              }
              rows.add(String.join(" ", columns));
            }
          }
          return rows;
        });
  }

  /** State of the fleet in the ledger. */
  public String stateOf(String operationId) throws SQLException {
    return query(
            "SELECT state FROM operation WHERE kind = 'fleet' AND operation_id = '"
                + operationId
                + "'")
        .getFirst();
  }

  /** Databases whose operations have not ended, in the order of their acceptance. */
  public List<String> atWork() throws SQLException {
    return query(
        "SELECT database FROM operation WHERE kind = 'migrate' AND finished_at IS NULL ORDER BY"
            + " accepted_order");
  }

  /** The requests that fleets made, in their order. */
  public List<MigrateRequested> asked() {
    return List.copyOf(asked);
  }

  /** Databases in the order in which they were asked for. */
  public List<String> askedFor() {
    return asked.stream().map(MigrateRequested::getDatabase).toList();
  }

  /** Facts of one operation. */
  public List<SpecificRecord> facts(OperationKey key) {
    return facts.stream()
        .filter(
            each ->
                each.get(0) instanceof OperationHeader header
                    && header.getKind().equals(key.kind())
                    && header.getOperationId().equals(key.operationId()))
        .toList();
  }

  /** The summary of a fleet; there must be one and no second. */
  public FleetSummary summary(String operationId) {
    List<SpecificRecord> summaries =
        facts(new OperationKey("fleet", operationId)).stream()
            .filter(FleetSummary.class::isInstance)
            .toList();
    if (summaries.size() != 1) {
      throw new AssertionError("summaries of the fleet: " + summaries);
    }
    return (FleetSummary) summaries.getFirst();
  }

  /** The last fact of a fleet. */
  public SpecificRecord end(String operationId) {
    return facts(new OperationKey("fleet", operationId)).getLast();
  }

  /** A request for the state of three databases of the label {@code group: shop}. */
  public static FleetRequested.Builder request(String operationId) {
    return FleetRequested.newBuilder()
        .setOperationId(operationId)
        .setRequestedBy("ann")
        .setMode("APPLY")
        .setSelect(Map.of("group", "shop"));
  }

  @Override
  public void close() {
    publisher.close();
    processes.close();
    registry.close();
    state.close();
  }
}
