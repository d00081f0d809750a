package io.drover.backup.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.drover.backup.testbed.SettableClock;
import io.drover.bus.BusConfig;
import io.drover.bus.Codec;
import io.drover.bus.SchemaLookup;
import io.drover.bus.UnreadableException;
import io.drover.localstack.PostgresServer;
import io.drover.localstack.TestStack;
import io.drover.schemas.BackupRequested;
import io.drover.schemas.FailureCode;
import io.drover.schemas.OperationFailed;
import io.drover.schemas.OperationHeader;
import io.drover.schemas.Topic;
import io.drover.service.operation.StepListener;
import io.drover.service.outbox.Outbox;
import io.drover.service.outbox.Requests;
import io.drover.service.state.StateDatabase;
import io.drover.service.state.StateSchema;
import io.drover.service.target.DatabaseRegistry;
import io.drover.service.target.SecretReference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class DueRequestsTest {
  private static final String HOURLY = "hourly: { cron: \"0 * * * *\", labels: { tier: gold } }";
  private static final BusConfig BUS = new BusConfig("127.0.0.1:1", "test.");
  private static final Codec CODEC = new Codec(SchemaLookup.none());

  private final SettableClock clock = new SettableClock(Instant.parse("2026-11-21T10:30:00Z"));
  private Path file;
  private StateDatabase state;
  private DatabaseRegistry registry;

  @BeforeEach
  void open(@TempDir Path folder) throws IOException {
    PostgresServer server = TestStack.postgres();
    Path password = Files.writeString(folder.resolve("password"), server.password());
    state =
        StateSchema.open(
            new StateSchema.Settings(
                server.jdbcUrl("postgres"),
                server.superuser(),
                new SecretReference("file:" + password),
                "due_" + UUID.randomUUID().toString().replace("-", ""),
                8),
            Map.of("history_of_ledger", StateSchema.LEDGER));
    file = folder.resolve("databases.yml");
    write(HOURLY);
    registry = DatabaseRegistry.open(file);
  }

  @AfterEach
  void close() {
    registry.close();
    state.close();
  }

  private void write(String schedules) throws IOException {
    Files.writeString(
        file,
        """
        servers:
          main: { host: 127.0.0.1, user: drover, password: "env:HOME" }
        databases:
          shop: { server: main, policy: { schedules: { %s } } }
        """
            .formatted(schedules));
  }

  private DueRequests instance(StepListener steps, DueWork... sources) {
    return new DueRequests(
        DueTable.open(state),
        new Requests(state, new Outbox(), BUS, CODEC, "drover/test/1", () -> {}),
        new Preemptions(state, CODEC),
        registry,
        sources.length == 0 ? List.of(new ScheduledBackups()) : List.of(sources),
        clock,
        steps);
  }

  private DueRequests instance() {
    return instance(StepListener.NONE);
  }

  private List<BackupRequested> requested() throws SQLException {
    return state.inTransaction(
        connection -> {
          List<BackupRequested> found = new ArrayList<>();
          try (var select = connection.createStatement();
              var row =
                  select.executeQuery(
                      "SELECT value FROM outbox WHERE topic = 'test.backup-requested'"
                          + " AND convert_from(key, 'UTF8') = 'shop' ORDER BY id")) {
            while (row.next()) {
              found.add(CODEC.decode(row.getBytes(1), BackupRequested.class));
            }
          } catch (UnreadableException e) {
            throw new IllegalStateException(e);
          }
          return found;
        });
  }

  private long rows() throws SQLException {
    return state.inTransaction(
        connection -> {
          try (var select = connection.createStatement();
              var row = select.executeQuery("SELECT count(*) FROM due_work")) {
            row.next();
            return row.getLong(1);
          }
        });
  }

  @Test
  void aNewScheduleDoesNotLookBackAndThenRequestsEachTimeOnce() throws SQLException {
    DueRequests instance = instance();
    assertThat(instance.round()).contains(Instant.parse("2026-11-21T11:00:00Z"));
    clock.set("2026-11-21T10:59:59Z");
    instance.round();
    assertThat(requested()).isEmpty();

    clock.set("2026-11-21T11:00:00Z");
    instance.round();
    instance.round();

    assertThat(requested())
        .singleElement()
        .satisfies(
            request -> {
              assertThat(request.getOperationId())
                  .hasSizeLessThanOrEqualTo(38)
                  .matches("schedule-[0-9a-f]{12}-20261121T110000Z");
              assertThat(request.getRequestedBy()).isEqualTo("drover/schedule");
              assertThat(request.getReason()).contains("hourly");
              assertThat(request.getLabels()).containsEntry("tier", "gold");
              assertThat(request.getPreemptible()).isTrue();
            });
  }

  @Test
  void timesMissedWhileNothingRanAreRequestedOnce() throws SQLException {
    instance().round();
    clock.set("2026-11-23T07:10:00Z");

    DueRequests restarted = instance();
    restarted.round();
    restarted.round();

    assertThat(requested())
        .singleElement()
        .extracting(BackupRequested::getOperationId)
        .asString()
        .endsWith("20261123T070000Z");
    clock.set("2026-11-23T08:00:00Z");
    restarted.round();
    assertThat(requested()).hasSize(2);
  }

  @Test
  void manyInstancesRequestEachTimeOnce() throws Exception {
    instance().round();
    List<DueRequests> instances = List.of(instance(), instance(), instance(), instance());
    try (var threads = Executors.newFixedThreadPool(instances.size())) {
      for (int hour = 11; hour <= 22; hour++) {
        clock.set("2026-11-21T" + hour + ":00:00Z");
        List<Future<?>> rounds = new ArrayList<>();
        for (DueRequests instance : instances) {
          rounds.add(
              threads.submit(
                  () -> {
                    instance.round();
                    return null;
                  }));
        }
        for (Future<?> round : rounds) {
          round.get();
        }
      }
    }
    assertThat(requested()).hasSize(12);
    assertThat(requested()).extracting(BackupRequested::getOperationId).doesNotHaveDuplicates();
  }

  @Test
  void anInstanceThatDiesBeforeItsCommitRequestsNothingAndTheNextOneDoes() throws SQLException {
    instance().round();
    clock.set("2026-11-21T11:00:00Z");
    instance(
            (operation, step) -> {
              assertThat(step).isEqualTo("due-request-written");
              throw new IllegalStateException("killed");
            })
        .round();
    assertThat(requested()).isEmpty();

    instance().round();
    assertThat(requested()).hasSize(1);
  }

  @Test
  void anEditedFileTakesEffectAndARemovedScheduleIsForgotten() throws Exception {
    DueRequests instance = instance();
    instance.round();
    write("daily: { cron: \"0 10 * * *\" }, quarterly: { cron: \"*/15 * * * *\" }");
    await()
        .atMost(Duration.ofSeconds(40))
        .until(() -> registry.find("shop").orElseThrow().policy().schedules().size() == 2);

    instance.round();
    assertThat(rows()).isEqualTo(3);
    clock.set("2026-11-21T10:45:00Z");
    instance.round();
    assertThat(rows()).isEqualTo(2);
    assertThat(requested())
        .singleElement()
        .extracting(BackupRequested::getReason)
        .isEqualTo("Schedule quarterly of the policy.");
  }

  @Test
  void aScheduleWhoseTimesAreEditedDoesNotLookBack() throws Exception {
    DueRequests instance = instance();
    instance.round();
    write("hourly: { cron: \"40 * * * *\" }");
    clock.set("2026-11-21T10:50:00Z");
    await()
        .atMost(Duration.ofSeconds(40))
        .until(
            () ->
                registry
                    .find("shop")
                    .orElseThrow()
                    .policy()
                    .schedules()
                    .getFirst()
                    .labels()
                    .isEmpty());
    instance.round();
    assertThat(requested()).isEmpty();
    clock.set("2026-11-21T11:40:00Z");
    instance.round();
    assertThat(requested()).hasSize(1);
  }

  @Test
  void aRequestWhoseOperationWasPreemptedIsMadeAgainUnderANewId() throws SQLException {
    DueRequests instance = instance();
    instance.round();
    clock.set("2026-11-21T11:00:00Z");
    instance.round();
    String first = requested().getFirst().getOperationId();
    ended(first, FailureCode.PREEMPTED);

    instance.round();
    instance.round();
    assertThat(requested()).hasSize(2);
    assertThat(requested().getLast().getOperationId())
        .isEqualTo(first + "-1")
        .hasSizeLessThanOrEqualTo(40);

    ended(first + "-1", FailureCode.DISK_FULL);
    instance.round();
    assertThat(requested()).hasSize(2);
  }

  @Test
  void whatFailsForOneDoesNotKeepTheOthers() throws SQLException {
    DueWork broken =
        database -> {
          Recurring sound = new ScheduledBackups().of(database).getFirst();
          return List.of(new Broken(sound));
        };
    DueRequests instance = instance(StepListener.NONE, broken, new ScheduledBackups());
    instance.round();
    clock.set("2026-11-21T11:00:00Z");
    instance.round();
    assertThat(requested()).hasSize(1);
  }

  @Test
  void aStateDatabaseThatIsAwayIsAnErrorOfTheRoundAndNothingIsLost() throws SQLException {
    DueRequests instance = instance();
    instance.round();
    state.close();
    assertThatThrownBy(instance::round).isInstanceOf(SQLException.class);
  }

  private void ended(String operationId, String code) throws SQLException {
    byte[] fact =
        CODEC.encode(
            OperationFailed.newBuilder()
                .setHeader(new OperationHeader("backup", operationId, "shop", 3, 1, Instant.EPOCH))
                .setCode(code)
                .setMessage("m")
                .setDetail("")
                .setRetryable(false)
                .setRemedy("")
                .build());
    state.change(
        connection -> {
          try (var insert =
              connection.prepareStatement(
                  """
                  INSERT INTO operation (kind, operation_id, accepted_order, database, digest, state, sequence,
                    request, accepted_at, expires_at, deadline, finished_at, terminal_fact)
                  VALUES ('backup', ?, 1, 'shop', '', 'FAILED', 3, '', now(), now(), now(), now(), ?)
                  """)) {
            insert.setString(1, operationId);
            insert.setBytes(2, fact);
            insert.executeUpdate();
          }
        });
  }

  private record Broken(Recurring sound) implements Recurring {
    @Override
    public String name() {
      return "broken";
    }

    @Override
    public String definition() {
      return sound.definition();
    }

    @Override
    public String kind() {
      return sound.kind();
    }

    @Override
    public Topic topic() {
      return sound.topic();
    }

    @Override
    public Optional<Instant> due(Instant handled, Instant now) {
      throw new IllegalStateException("broken");
    }

    @Override
    public Optional<Instant> next(Instant handled) {
      return sound.next(handled);
    }

    @Override
    public SpecificRecord command(String operationId) {
      return sound.command(operationId);
    }
  }
}
