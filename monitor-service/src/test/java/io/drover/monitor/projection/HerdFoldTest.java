package io.drover.monitor.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.drover.monitor.Events;
import io.drover.monitor.Herd;
import io.drover.schemas.Alert;
import io.drover.schemas.DatabaseHealth;
import io.drover.schemas.DatabaseHeartbeat;
import io.drover.schemas.DeploymentObserved;
import io.drover.schemas.HealthCheck;
import io.drover.schemas.MigrationEntry;
import io.drover.schemas.MigrationSucceeded;
import io.drover.schemas.Topic;
import io.drover.schemas.Topics;
import io.drover.service.state.StateDatabase;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HerdFoldTest {
  private static final Instant BEGIN = Instant.parse("2026-11-20T08:00:00Z");

  private static final Instant LATER = BEGIN.plusSeconds(600);

  private Herd herd;
  private Folding folding;
  private StateDatabase state;
  private long published;

  @BeforeAll
  void fold() throws Exception {
    herd = new Herd();
    folding = new Folding(herd, "state");
    state = herd.state("state");
  }

  @AfterAll
  void end() throws Exception {
    state.close();
    folding.close();
    herd.close();
  }

  @Test
  void aHeartbeatMovesTheNumbersInWhateverOrderItComes() throws Exception {
    publish("beats/heartbeat", beat("beats", 20, 140));
    publish("beats", health("beats", "", 10, 100));
    publish("beats/heartbeat", beat("beats", 5, 999));
    settled();

    HealthView view = new HealthQueries(state).of("beats").orElseThrow();
    assertThat(view.observedAt()).isEqualTo(BEGIN.plusSeconds(20));
    assertThat(view.checks()).extracting(CheckView::value).containsExactly(140.0);
    assertThat(view.checks().getFirst().message()).isEqualTo("It is so large.");

    publish("beats", health("beats", "", 30, 150));
    settled();
    assertThat(new HealthQueries(state).of("beats").orElseThrow().checks())
        .extracting(CheckView::value)
        .containsExactly(150.0);
  }

  @Test
  void observersStandBesideEachOtherAndATombstoneTakesOneOfThemAway() throws Exception {
    publish("seen", health("seen", "", 1, 100));
    publish("seen/other", health("seen", "other", 2, 300));
    settled();
    HealthView both = new HealthQueries(state).of("seen").orElseThrow();
    assertThat(both.checks()).extracting(CheckView::source).containsExactly("", "other");
    assertThat(both.status()).isEqualTo("warning");

    remove(Topics.DATABASE_HEALTH, "seen/other");
    settled();
    assertThat(new HealthQueries(state).of("seen").orElseThrow().checks()).hasSize(1);
  }

  @Test
  void whoReadsAgainSeesEveryChangeAndEachRowAsItsOwn() throws Exception {
    HealthQueries queries = new HealthQueries(state);
    for (int n = 0; n < 5; n++) {
      publish("again" + n, health("again" + n, "", 1, 100 + n));
    }
    settled();
    assertThat(values(queries)).containsExactly(100.0, 101.0, 102.0, 103.0, 104.0);

    publish("again1", health("again1", "", 2, 201));
    remove(Topics.DATABASE_HEALTH, "again0");
    settled();
    assertThat(values(queries)).containsExactly(201.0, 102.0, 103.0, 104.0);

    // Rows of one batch change their places, as by VACUUM FULL.
    state.inTransaction(
        connection -> {
          try (var statement = connection.createStatement()) {
            return statement.execute("CLUSTER database_health USING database_health_pkey");
          }
        });
    assertThat(values(queries)).containsExactly(201.0, 102.0, 103.0, 104.0);
  }

  private static List<Double> values(HealthQueries queries) throws SQLException {
    return queries.all().values().stream()
        .filter(view -> view.database().startsWith("again"))
        .map(view -> view.checks().getFirst().value())
        .toList();
  }

  @Test
  void aHeartbeatBringsADatabaseThatIsGoneBackOnlyUntilItsOwnTombstone() throws Exception {
    publish("left", health("left", "", 1, 100));
    publish("stays", health("stays", "", 1, 100));
    settled();
    remove(Topics.DATABASE_HEALTH, "left");
    settled();
    publish("left/heartbeat", beat("left", 2, 100));
    publish("stays/heartbeat", beat("stays", 2, 100));
    settled();
    assertThat(new HealthQueries(state).all()).containsKeys("left", "stays");

    remove(Topics.DATABASE_HEALTH, "left/heartbeat");
    remove(Topics.DATABASE_HEALTH, "stays/heartbeat");
    settled();
    assertThat(new HealthQueries(state).all()).containsKey("stays").doesNotContainKey("left");
  }

  @Test
  void historyIsCondensedAndSaysTheSameAndARebuildLeavesIt() throws Exception {
    publish("old", health("old", "", 0, 100));
    for (int n = 1; n < 40; n++) {
      publish("old/heartbeat", beat("old", 15 * n, 100 + n));
    }
    settled();
    HealthHistory history = new HealthHistory(state);
    List<HealthHistory.Point> before = history.series("old", "", "size", BEGIN, LATER, 2);
    assertThat(before.getFirst()).isEqualTo(new HealthHistory.Point(BEGIN, 100, 109.5, 119));

    new HealthCondenser(state, Clock.fixed(BEGIN.plus(Duration.ofDays(2)), ZoneOffset.UTC))
        .condense();

    assertThat(rows("SELECT count(*) FROM health_samples WHERE database = 'old'")).isEqualTo(2);
    assertThat(history.series("old", "", "size", BEGIN, LATER, 2)).isEqualTo(before);
    assertThat(history.means(List.of("old"), "size", BEGIN, LATER, 2))
        .isEqualTo(Map.of("old", List.of(109.5, 129.5)));

    folding.projection().rebuild();
    settled();
    assertThat(rows("SELECT count(*) FROM health_samples WHERE database = 'old'")).isEqualTo(2);

    new HealthCondenser(state, Clock.fixed(BEGIN.plus(Duration.ofDays(500)), ZoneOffset.UTC))
        .condense();
    assertThat(history.series("old", "", "size", BEGIN, LATER, 2)).isEmpty();
  }

  @Test
  void anAlertIsWhatItsNewestRecordSays() throws Exception {
    publish(Topics.ALERTS, "a-1", alert("a-1", "raised", 1));
    publish(Topics.ALERTS, "a-2", alert("a-2", "raised", 1));
    publish(Topics.ALERTS, "a-1", alert("a-1", "resolved", 2));
    settled();
    AlertQueries alerts = new AlertQueries(state);
    var open = new AlertQueries.Filter("alarmed", null, true, null, 10);
    assertThat(alerts.find(open)).extracting(each -> each.alertId()).containsExactly("a-2");
    assertThat(alerts.byId("a-1").orElseThrow().state()).isEqualTo("resolved");

    remove(Topics.ALERTS, "a-1");
    settled();
    assertThat(alerts.byId("a-1")).isEmpty();
  }

  @Test
  void migrationsAreThoseOfTheDatabaseNotOfItsCopies() throws Exception {
    publish(Topics.OPERATION_EVENTS, "moved", migrated("m-2", "APPLY", 20, 0));
    publish(Topics.OPERATION_EVENTS, "moved", migrated("m-1", "STATUS", 10, 3));
    publish(Topics.OPERATION_EVENTS, "moved", migrated("m-3", "REHEARSE", 30, 7));
    settled();
    var found = new MigrationQueries(state).of("moved").orElseThrow();
    assertThat(found.operationId()).isEqualTo("m-2");
    assertThat(found.pending()).isZero();
    assertThat(found.failed()).isEqualTo(1);
    assertThat(found.appliedAt()).isEqualTo(BEGIN);
  }

  @Test
  void whatWasDeployedInATimeIsFoundNewestFirst() throws Exception {
    publish(Topics.DEPLOYMENTS, "shipped", deployed("1", 10));
    publish(Topics.DEPLOYMENTS, "shipped", deployed("2", 20));
    publish(Topics.DEPLOYMENTS, "shipped", deployed("3", 99));
    settled();
    assertThat(new DeploymentQueries(state).between("shipped", BEGIN, BEGIN.plusSeconds(50)))
        .extracting(DeploymentQueries.DeploymentView::version)
        .containsExactly("2", "1");
  }

  private void publish(String key, SpecificRecord body) {
    publish(Topics.DATABASE_HEALTH, key, body);
  }

  private void publish(Topic topic, String key, SpecificRecord body) {
    herd.publish(topic, key, body);
    published++;
  }

  private void remove(Topic topic, String key) {
    herd.publish(topic, key, (byte[]) null);
    published++;
  }

  private void settled() {
    await().untilAsserted(() -> assertThat(folding.position()).isEqualTo(published));
  }

  private long rows(String sql) throws Exception {
    return Query.list(state, sql, row -> row.getLong(1)).getFirst();
  }

  private static DatabaseHealth health(String database, String source, int second, double size) {
    return DatabaseHealth.newBuilder()
        .setDatabase(database)
        .setSource(source)
        .setObservedAt(BEGIN.plusSeconds(second))
        .setStatus(size > 200 ? "warning" : "ok")
        .setChecks(
            List.of(
                HealthCheck.newBuilder()
                    .setName("size")
                    .setStatus(size > 200 ? "warning" : "ok")
                    .setValue(size)
                    .setUnit("bytes")
                    .setMessage("It is so large.")
                    .build()))
        .build();
  }

  private static DatabaseHeartbeat beat(String database, int second, double size) {
    return DatabaseHeartbeat.newBuilder()
        .setDatabase(database)
        .setObservedAt(BEGIN.plusSeconds(second))
        .setStatus("ok")
        .setValues(Map.of("size", size))
        .build();
  }

  private static Alert alert(String id, String state, int sequence) {
    return Alert.newBuilder()
        .setAlertId(id)
        .setState(state)
        .setName("size")
        .setSeverity("warning")
        .setDatabase("alarmed")
        .setSince(BEGIN)
        .setRaisedAt(BEGIN)
        .setObservedAt(BEGIN.plusSeconds(sequence))
        .setSummary("It has grown.")
        .setEvidence(List.of())
        .setMembers(List.of())
        .setSequence(sequence)
        .build();
  }

  private static MigrationSucceeded migrated(String id, String mode, int second, int pending) {
    return MigrationSucceeded.newBuilder()
        .setHeader(Events.header("migrate", id, "moved", 3, BEGIN.plusSeconds(second)))
        .setMode(mode)
        .setMigrations(
            List.of(
                MigrationEntry.newBuilder()
                    .setVersion("1")
                    .setDescription("one")
                    .setScript("V1__one.sql")
                    .setState("failed")
                    .setInstalledOn(BEGIN)
                    .build()))
        .setAppliedCount(0)
        .setPendingCount(pending)
        .setDurationMillis(0)
        .setChanges(List.of())
        .setDifferences(List.of())
        .setChecks(List.of())
        .build();
  }

  private static DeploymentObserved deployed(String version, int second) {
    return DeploymentObserved.newBuilder()
        .setDatabase("shipped")
        .setName("web")
        .setVersion(version)
        .setObservedAt(BEGIN.plusSeconds(second))
        .build();
  }
}
