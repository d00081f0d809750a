package io.drover.service.testbed;

import io.drover.bus.BusConfig;
import io.drover.bus.Codec;
import io.drover.bus.SchemaLookup;
import io.drover.bus.UnreadableException;
import io.drover.localstack.PostgresServer;
import io.drover.localstack.TestStack;
import io.drover.schemas.OperationHeader;
import io.drover.schemas.Topic;
import io.drover.schemas.Topics;
import io.drover.service.ledger.Acceptance;
import io.drover.service.ledger.Beginning;
import io.drover.service.ledger.EndMeter;
import io.drover.service.ledger.Facts;
import io.drover.service.ledger.Interventions;
import io.drover.service.ledger.LaneWork;
import io.drover.service.ledger.Lanes;
import io.drover.service.ledger.Ledger;
import io.drover.service.ledger.OperationKey;
import io.drover.service.ledger.Submission;
import io.drover.service.ledger.Sweeper;
import io.drover.service.outbox.Outbox;
import io.drover.service.state.StateDatabase;
import io.drover.service.state.StateSchema;
import io.drover.service.target.SecretReference;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;

/** A state schema of its own in a real PostgreSQL, and the ledger over it. */
public final class StateBed implements AutoCloseable {
  public final BusConfig bus;
  public final Codec codec = new Codec(SchemaLookup.none());
  public final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  public final StateDatabase state;
  public final Facts facts;
  public final Outbox outbox = new Outbox();
  public final Lanes lanes = new Lanes();
  public final LaneWork work = new LaneWork(lanes);
  public final EndMeter ends = new EndMeter(meters);
  public final Ledger ledger;
  public final Beginning beginning;
  public final Interventions interventions;
  public final Acceptance acceptance;
  public final Sweeper sweeper;

  /** Over the shared server, without a broker. */
  public StateBed() {
    this(TestStack.postgres(), new BusConfig("127.0.0.1:1", "test."));
  }

  public StateBed(PostgresServer server, BusConfig bus) {
    this(open(server, "test_" + UUID.randomUUID().toString().replace("-", "")), bus);
  }

  private StateBed(StateDatabase state, BusConfig bus) {
    this.bus = bus;
    this.state = state;
    this.facts = new Facts(bus, codec, "drover/test/1");
    this.ledger = new Ledger(state, outbox, facts, ends, "test-service", "test-1");
    this.beginning = new Beginning(state, ledger);
    this.interventions = new Interventions(state, facts, ledger, lanes);
    this.acceptance = new Acceptance(state, facts, lanes, ends);
    this.sweeper = new Sweeper(state, ledger, beginning, interventions, lanes);
  }

  /** Opens a schema as a service does. */
  public static StateDatabase open(PostgresServer server, String schema) {
    return StateSchema.open(
        new StateSchema.Settings(
            server.jdbcUrl("postgres"), server.superuser(), secret(server.password()), schema, 16),
        Map.of("history_of_ledger", StateSchema.LEDGER));
  }

  /** A reference to a file with this content. */
  public static SecretReference secret(String value) {
    try {
      Path file = Files.createTempFile("drover-test", ".secret");
      file.toFile().deleteOnExit();
      return new SecretReference("file:" + Files.writeString(file, value));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Accepts in a transaction of its own and puts the facts into the outbox, as the intake does. */
  public Acceptance.Result accept(Submission... submissions) throws SQLException {
    return accept(Arrays.asList(submissions));
  }

  public Acceptance.Result accept(List<Submission> submissions) throws SQLException {
    return state.inTransaction(
        connection -> {
          Acceptance.Result result = acceptance.accept(connection, submissions);
          outbox.add(connection, result.records());
          return result;
        });
  }

  /** Runs SQL in the schema. */
  public int update(String sql) throws SQLException {
    return state.inTransaction(
        connection -> {
          try (var statement = connection.createStatement()) {
            return statement.executeUpdate(sql);
          }
        });
  }

  /** The rows of a query, their columns joined by a blank. */
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

  /** State of an operation in the ledger; "none" when there is none. */
  public String stateOf(OperationKey key) throws SQLException {
    List<String> found =
        query(
            "SELECT state FROM operation WHERE kind = '%s' AND operation_id = '%s'"
                .formatted(key.kind(), key.operationId()));
    return found.isEmpty() ? "none" : found.getFirst();
  }

  /** What waits in the outbox for a topic, decoded, oldest first. */
  public List<SpecificRecord> waiting(Topic topic) throws SQLException {
    return state.inTransaction(
        connection -> {
          List<SpecificRecord> records = new ArrayList<>();
          try (var select =
              connection.prepareStatement("SELECT value FROM outbox WHERE topic = ? ORDER BY id")) {
            select.setString(1, bus.topic(topic));
            try (var row = select.executeQuery()) {
              while (row.next()) {
                records.add(codec.decode(row.getBytes(1)));
              }
            }
          } catch (UnreadableException e) {
            throw new IllegalStateException(e);
          }
          return records;
        });
  }

  /** The facts of one operation that wait in the outbox: simple name and sequence. */
  public List<String> factsOf(OperationKey key) throws SQLException {
    return waiting(Topics.OPERATION_EVENTS).stream()
        .filter(
            fact -> {
              OperationHeader header = (OperationHeader) fact.get(0);
              return header.getKind().equals(key.kind())
                  && header.getOperationId().equals(key.operationId());
            })
        .map(
            fact ->
                fact.getSchema().getName() + " " + ((OperationHeader) fact.get(0)).getSequence())
        .toList();
  }

  @Override
  public void close() {
    state.close();
  }
}
