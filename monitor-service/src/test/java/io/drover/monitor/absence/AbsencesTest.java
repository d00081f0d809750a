package io.drover.monitor.absence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.drover.bus.ConsumerLag;
import io.drover.monitor.Events;
import io.drover.monitor.Herd;
import io.drover.monitor.absence.RecoveryView.Measure;
import io.drover.monitor.alert.About;
import io.drover.monitor.alert.Cause;
import io.drover.monitor.alert.CheckConditions;
import io.drover.monitor.alert.Condition;
import io.drover.monitor.alert.Findings;
import io.drover.monitor.alert.Severity;
import io.drover.monitor.projection.Changes;
import io.drover.monitor.projection.Feed;
import io.drover.monitor.projection.HealthQueries;
import io.drover.monitor.projection.HerdQueries;
import io.drover.monitor.projection.OperationQueries;
import io.drover.monitor.projection.ProgressBoard;
import io.drover.monitor.projection.Projection;
import io.drover.monitor.projection.ProjectionMetrics;
import io.drover.monitor.projection.Query;
import io.drover.schemas.BackupCommitted;
import io.drover.schemas.BackupSucceeded;
import io.drover.schemas.DatabaseHealth;
import io.drover.schemas.DeploymentObserved;
import io.drover.schemas.HealthCheck;
import io.drover.schemas.OperationFailed;
import io.drover.schemas.OperationHeader;
import io.drover.schemas.OperationStarted;
import io.drover.schemas.RestoreSucceeded;
import io.drover.schemas.ServiceHealth;
import io.drover.schemas.Topic;
import io.drover.schemas.Topics;
import io.drover.service.heartbeat.ServiceHeartbeat;
import io.drover.service.schedule.ScheduledRequest;
import io.drover.service.state.StateDatabase;
import io.drover.service.target.DatabaseRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One herd, one projection; each test has databases and services of its own. */
class AbsencesTest {
  private static final Instant NOW = now();
  private static final String SERVERS =
      "servers:\n"
          + Stream.of("main", "farm")
              .map(
                  name ->
                      "  "
                          + name
                          + ": { host: 127.0.0.1, port: 1, maintenance-database: postgres, user: u,"
                          + " password: \"env:HOME\", ssl-mode: disable }\n")
              .collect(Collectors.joining())
          + "databases:\n";

  @TempDir private static Path folder = Path.of("unused");
  private static Herd herd;
  private static StateDatabase state;
  private static Projection projection;
  private static DatabaseRegistry registry;
  private static Absences absences;
  private static CheckConditions checks;

  @BeforeAll
  static void start() throws Exception {
    herd = new Herd();
    state = herd.state("absences");
    ProgressBoard board = new ProgressBoard();
    projection =
        new Projection(
            herd.bus(),
            herd.schemas(),
            state,
            new ProjectionMetrics(new SimpleMeterRegistry()),
            new Changes(new Feed(), board, new OperationQueries(state, board)));
    projection.start();
    Path file = folder.resolve("databases.yml");
    Files.writeString(
        file,
        SERVERS
            + database("late", "policy: { recovery-point-objective: 24h }")
            + database("proven", "policy: { verify: { every: 7d } }")
            + database("nightly", "policy: { schedules: { nightly: { cron: \"0 2 * * *\" } } }")
            + database("stuck", "")
            + database("dead", "")
            + database("moved", "")
            + database("unwatched", "")
            + database("measured", "")
            + IntStream.range(0, 20)
                .mapToObj(i -> database("farm" + i, "").replace("server: main", "server: farm"))
                .collect(Collectors.joining()));
    registry = DatabaseRegistry.open(file);
    absences = new Absences(herd.bus(), state, registry, Clock.systemUTC());
    checks = new CheckConditions(registry, new HealthQueries(state));
  }

  @AfterAll
  static void end() throws Exception {
    absences.close();
    registry.close();
    projection.close();
    state.close();
    herd.close();
  }

  @Test
  void aDatabaseWithoutARestorableStateIsOverdueUntilItHasOne() throws Exception {
    assertThat(about("backup-overdue", "late"))
        .singleElement()
        .satisfies(one -> assertThat(one.raises()).isEqualTo(Severity.CRITICAL));

    committed("late", "late-1", NOW.minus(Duration.ofHours(22)), null);
    assertThat(about("backup-overdue", "late"))
        .singleElement()
        .satisfies(one -> assertThat(one.raises()).isEqualTo(Severity.WARNING));

    committed("late", "late-2", NOW.minus(Duration.ofHours(1)), "failed");
    fact(
        Events.failed(
            Events.header("backup", "late-3", "late", 2, NOW.minusSeconds(60)), "Disk is full."));
    assertThat(about("backup-overdue", "late"))
        .singleElement()
        .satisfies(
            one -> {
              Cause cause = one.cause();
              assertThat(cause).isNotNull();
              assertThat(cause.sentence()).contains("Disk is full.");
              assertThat(cause.operationId()).isEqualTo("late-3");
            });

    committed("late", "late-4", NOW.plusSeconds(40), null);
    assertThat(about("backup-overdue", "late")).isEmpty();
  }

  @Test
  void aVerificationIsMissedOverduedAndFailed() throws Exception {
    committed("proven", "p-1", NOW.minus(Duration.ofDays(9)), null);
    assertThat(about("verify-overdue", "proven")).hasSize(1);

    committed("proven", "p-2", NOW.minus(Duration.ofHours(1)), "verified");
    assertThat(about("verify-overdue", "proven")).isEmpty();
    assertThat(about("verify-failed", "proven")).isEmpty();

    committed("proven", "p-3", NOW, "failed");
    assertThat(about("verify-failed", "proven"))
        .singleElement()
        .satisfies(one -> assertThat(one.evidence()).containsEntry("backup", "p-3"));
  }

  @Test
  void aScheduleThatDidNotFireIsMissedAndANewOneIsNot() throws Exception {
    Instant evening = NOW.truncatedTo(ChronoUnit.DAYS).plus(Duration.ofDays(40)).minusSeconds(7200);
    assertThat(about("schedule-missed", "nightly", evening)).isEmpty();
    Instant morning = evening.plus(Duration.ofHours(8));
    assertThat(about("schedule-missed", "nightly", morning)).hasSize(1);

    Instant due = evening.plus(Duration.ofHours(4));
    String id = ScheduledRequest.operationId("nightly", "backup/nightly", due, 1);
    fact(Events.accepted(Events.header("backup", id, "nightly", 1, due), "drover/schedule"));
    assertThat(about("schedule-missed", "nightly", morning)).isEmpty();
    assertThat(about("schedule-missed", "nightly", morning.plus(Duration.ofDays(1)))).hasSize(1);
  }

  @Test
  void aServiceIsSilentWhenNoInstanceIsLeftAndAnInstanceUntilItIsReplaced() throws Exception {
    heartbeat("copier", "copier-1", NOW, NOW.minusSeconds(300), "up");
    assertThat(services("service-silent")).doesNotContain("copier");
    assertThat(services("service-silent", NOW.plusSeconds(70))).doesNotContain("copier");
    assertThat(services("service-silent", NOW.plusSeconds(80))).contains("copier");

    heartbeat("copier", "copier-2", NOW.plusSeconds(80), NOW.minusSeconds(200), "up");
    assertThat(services("service-silent", NOW.plusSeconds(80))).doesNotContain("copier");
    assertThat(services("instance-silent", NOW.plusSeconds(80))).contains("copier-1");

    heartbeat("copier", "copier-3", NOW.plusSeconds(80), NOW.plusSeconds(70), "degraded");
    assertThat(services("instance-silent", NOW.plusSeconds(80))).doesNotContain("copier-1");
    assertThat(services("service-degraded", NOW.plusSeconds(80))).contains("copier");

    heartbeat("copier", "copier-2", NOW.plusSeconds(81), NOW, "stopping");
    heartbeat("copier", "copier-3", NOW.plusSeconds(82), NOW, "stopping");
    assertThat(services("service-silent", NOW.plus(Duration.ofMinutes(9))))
        .doesNotContain("copier");
    assertThat(services("service-silent", NOW.plus(Duration.ofMinutes(12)))).contains("copier");
  }

  @Test
  void anInstanceWhoseClockIsAMinuteOffRaisesNothing() throws Exception {
    heartbeat("skewed", "skewed-1", NOW.plusSeconds(60), NOW, "up");
    assertThat(services("service-silent")).doesNotContain("skewed");
    heartbeat("skewed", "skewed-1", NOW.minusSeconds(60), NOW, "up");
    assertThat(services("service-silent")).doesNotContain("skewed");
  }

  @Test
  void anOperationThatNobodyBeginsOrWorksOnIsStalled() throws Exception {
    Instant before = NOW.minus(Duration.ofMinutes(11));
    fact(Events.accepted(Events.header("fleet", "s-1", "stuck", 1, before), "ann"));
    assertThat(about("operation-stalled", "stuck")).hasSize(1);

    fact(Events.started(Events.header("fleet", "s-1", "stuck", 2, before.plusSeconds(30))));
    assertThat(about("operation-stalled", "stuck"))
        .singleElement()
        .satisfies(one -> assertThat(one.summary()).contains("no instance"));

    publish(
        Topics.SERVICE_HEALTH,
        "fleet-1",
        health("fleet-service", "fleet-1", NOW, NOW, "up")
            .setRunning(List.of("fleet/s-1"))
            .build());
    assertThat(about("operation-stalled", "stuck")).isEmpty();
    fact(Events.accepted(Events.header("fleet", "s-2", "stuck", 1, before), "ann"));
    assertThat(about("operation-stalled", "stuck")).isEmpty();
  }

  @Test
  void deadLettersAreToldWhileTheyCome() throws Exception {
    herd.publish(Topics.DEAD_LETTERS, "x", "?".getBytes(StandardCharsets.UTF_8));
    published++;
    settle();
    assertThat(names(absences.look(Instant.now()))).contains("dead-letters-growing");
    assertThat(names(absences.look(Instant.now().plus(Duration.ofMinutes(16)))))
        .doesNotContain("dead-letters-growing");
  }

  @Test
  void aFailedMigrationIsToldUntilOneSucceeds() throws Exception {
    OperationFailed failure =
        OperationFailed.newBuilder(
                Events.failed(Events.header("migrate", "m-1", "moved", 2, NOW), "Script failed."))
            .setCode("MIGRATION_FAILED")
            .build();
    fact(failure);
    assertThat(about("migration-failed", "moved")).hasSize(1);

    fact(
        Events.failed(
            Events.header("migrate", "m-2", "moved", 2, NOW.plusSeconds(5)), "No server."));
    assertThat(about("migration-failed", "moved")).isEmpty();
  }

  @Test
  void migrationsThatWaitForMoreThanAWeekAreTold() throws Exception {
    assertThat(about("migration-pending", "moved")).isEmpty();
    List<String> _ =
        Query.list(
            state,
            "INSERT INTO migration_states (database, operation_id, mode, observed_at, pending,"
                + " failed, body) VALUES ('moved', 'p', 'PLAN', ?, 2, 0, '[]') RETURNING database",
            row -> row.getString(1),
            NOW);
    assertThat(about("migration-pending", "moved")).isEmpty();
    Instant later = NOW.plus(Duration.ofDays(8));
    assertThat(about("migration-pending", "moved", later)).hasSize(1);

    List<String> _ =
        Query.list(
            state,
            "UPDATE migration_states SET pending = 0 RETURNING database",
            row -> row.getString(1));
    assertThat(about("migration-pending", "moved", later)).isEmpty();
  }

  @Test
  void aServiceThatLeavesRequestsUnreadLags() throws Exception {
    herd.publish(Topics.VERIFY_REQUESTED, "x", new byte[] {1});
    TopicPartition place = new TopicPartition(herd.bus().topic(Topics.VERIFY_REQUESTED), 0);
    Map<String, Object> map = herd.bus().consumer("test");
    map.put(ConsumerConfig.GROUP_ID_CONFIG, herd.bus().topicPrefix() + "backup-service");
    try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(map);
        LaggingConsumers lagging = new LaggingConsumers(new ConsumerLag(herd.bus()))) {
      List<TopicPartition> all =
          consumer.partitionsFor(place.topic()).stream()
              .map(each -> new TopicPartition(each.topic(), each.partition()))
              .toList();
      consumer.assign(all);
      consumer.commitSync(
          all.stream().collect(Collectors.toMap(each -> each, _ -> new OffsetAndMetadata(0))));
      lagging.refresh(NOW.plusNanos(7));
      lagging.refresh(NOW.plusSeconds(200));
      assertThat(lagging.look(NOW).conditions()).isEmpty();

      lagging.refresh(NOW.plusSeconds(400));
      assertThat(lagging.look(NOW).conditions())
          .singleElement()
          .satisfies(
              one -> {
                assertThat(one.about().service()).isEqualTo("backup-service");
                assertThat(one.evidence().values()).singleElement().asString().endsWith(":00Z");
              });

      consumer.commitSync(
          consumer.endOffsets(all).entrySet().stream()
              .collect(
                  Collectors.toMap(
                      Map.Entry::getKey, each -> new OffsetAndMetadata(each.getValue()))));
      lagging.refresh(NOW.plusSeconds(430));
      assertThat(lagging.look(NOW).conditions()).isEmpty();
    }
  }

  @Test
  void aRegistryThatIsWrongIsToldUntilItIsMended() throws Exception {
    Path file = folder.resolve("broken.yml");
    String good = SERVERS + database("one", "");
    Files.writeString(file, good);
    try (DatabaseRegistry broken = DatabaseRegistry.open(file)) {
      BrokenRegistry source = new BrokenRegistry(broken, new HerdQueries(state));
      assertThat(source.look(NOW).conditions()).isEmpty();
      Files.writeString(file, good + "nonsense: 1\n");
      await().until(() -> source.look(NOW).conditions().size() == 1);
      Files.writeString(file, good);
      await().until(() -> source.look(NOW).conditions().isEmpty());
    }
  }

  @Test
  void aServiceThatWorksByAnOlderRegistryIsNoTroubleOfItsOwn() throws Exception {
    String why = ServiceHeartbeat.OLDER_REGISTRY + "databases.yml, line 9: no such field.";
    publish(
        Topics.SERVICE_HEALTH,
        "reader-1",
        health("reader", "reader-1", NOW, NOW, "degraded").setMessage(why).build());
    settle();

    assertThat(services("service-degraded")).doesNotContain("reader");
    assertThat(
            absences.look(NOW).conditions().stream()
                .filter(one -> one.name().equals("registry-broken")))
        .singleElement()
        .satisfies(
            one ->
                assertThat(one.evidence())
                    .containsEntry("problem", "databases.yml, line 9: no such field.")
                    .containsEntry("said by", "reader-1"));
    heartbeat("reader", "reader-1", NOW.plusSeconds(1), NOW, "stopping");
    settle();
    assertThat(names(absences.look(NOW))).doesNotContain("registry-broken");
  }

  @Test
  void aDatabaseThatNobodyObservesIsUnknown() throws Exception {
    assertThat(about("health-unknown", "unwatched")).hasSize(1);
    observed("unwatched", NOW, "ok", "size");
    assertThat(about("health-unknown", "unwatched")).isEmpty();
    assertThat(about("health-unknown", "unwatched", NOW.plusSeconds(200))).hasSize(1);
  }

  @Test
  void twentyDatabasesOfADeadServerAreOneAlert() throws Exception {
    for (int i = 0; i < 20; i++) {
      observed("farm" + i, NOW, "critical", "reachable");
    }
    settle();
    assertThat(
            checks.look(NOW).conditions().stream()
                .filter(one -> one.raises() != null && one.about().server().equals("farm")))
        .singleElement()
        .satisfies(
            one -> {
              assertThat(one.name()).isEqualTo("server-down");
              assertThat(one.members()).hasSize(20);
            });

    for (int i = 1; i < 20; i++) {
      observed("farm" + i, NOW, "ok", "reachable");
    }
    settle();
    assertThat(
            checks.look(NOW).conditions().stream()
                .filter(one -> one.raises() != null && one.about().server().equals("farm")))
        .singleElement()
        .satisfies(one -> assertThat(one.about().database()).isEqualTo("farm0"));
  }

  @Test
  void theCauseIsTheMigrationOrDeploymentBefore() throws Exception {
    Condition slow =
        Condition.of("connections", Severity.WARNING, About.database("dead", "main"), "Many.");
    fact(started("restore", "c-later", NOW.plusSeconds(5)));
    assertThat(cause(slow, NOW)).isNull();

    fact(started("backup", "c-0", NOW.minusSeconds(30)));
    assertThat(cause(slow, NOW)).extracting("kind").isEqualTo("backup");

    fact(Events.accepted(Events.header("migrate", "c-1", "dead", 1, NOW.minusSeconds(600)), "ci"));
    fact(started("migrate", "c-1", NOW.minusSeconds(590)));
    assertThat(cause(slow, NOW))
        .isEqualTo(
            new Cause(
                "Probably the migration c-1 of dead, asked for by ci, which began 9 min before and"
                    + " ran on.",
                "migrate",
                "c-1"));

    publish(
        Topics.DEPLOYMENTS,
        "dead",
        DeploymentObserved.newBuilder()
            .setDatabase("dead")
            .setName("web")
            .setVersion("1.4")
            .setRequestedBy("ann")
            .setObservedAt(NOW.minusSeconds(120))
            .build());
    assertThat(cause(slow, NOW))
        .extracting("sentence")
        .isEqualTo("Probably web 1.4, which uses dead and was deployed by ann 2 min before.");
    assertThat(cause(slow, NOW.plus(Duration.ofHours(2)))).extracting("kind").isNotNull();
  }

  @Test
  void whatHasAnAgeBeganBeforeItWasTooOldAndWhatCameMeanwhileIsNoCause() throws Exception {
    settle();
    publish(
        Topics.DATABASE_HEALTH,
        "stuck",
        health(
            "stuck",
            NOW,
            HealthCheck.newBuilder()
                .setName("idle-in-transaction")
                .setStatus("warning")
                .setValue(310.0)
                .setUnit("s")
                .setMessage("A session does nothing in its transaction.")
                .build()));
    fact(Events.started(Events.header("backup", "victim", "stuck", 2, NOW.minusSeconds(60))));
    settle();
    Condition idle =
        checks.look(NOW).conditions().stream()
            .filter(one -> one.about().database().equals("stuck"))
            .findFirst()
            .orElseThrow();

    assertThat(idle.since()).isEqualTo(NOW.minusSeconds(310));
    assertThat(cause(idle, NOW)).isNotNull();
    assertThat(cause(idle, NOW.minusSeconds(310))).isNull();
  }

  @Test
  void recoveryIsMeasuredOnRealOperations() throws Exception {
    for (int hour : List.of(30, 20, 4)) {
      fact(backedUp("r-" + hour, hour));
      committed("measured", "r-" + hour, NOW.minus(Duration.ofHours(hour)), null);
    }
    for (String left : List.of("partial", "reused")) {
      BackupSucceeded other = backedUp(left, 12);
      other.put(left, true);
      fact(other);
    }
    fact(backedUp("r-10", 10));
    committed("measured", "r-10", NOW.minus(Duration.ofHours(10)), "failed");
    for (int minutes : List.of(3, 1, 2)) {
      fact(restored("t-" + minutes, minutes).build());
    }
    fact(restored("t-5", 5).setMode("undo").build());
    fact(restored("t-4", 4).setTables(0).build());
    settle();
    Recovery recovery = new Recovery(state, Clock.fixed(NOW, ZoneOffset.UTC));

    RecoveryView measured =
        new RecoveryView(
            NOW.minus(Duration.ofHours(4)),
            "r-4",
            null,
            new Measure(Duration.ofHours(16).plusMinutes(1).toMillis(), "backup", "r-20"),
            3,
            new Measure(60_000, "restore", "t-1"),
            new Measure(120_000, "restore", "t-2"),
            3);
    assertThat(recovery.of("measured")).isEqualTo(measured);
    assertThat(recovery.of(List.of("measured", "unwatched")))
        .containsEntry("measured", measured)
        .hasEntrySatisfying("unwatched", none -> assertThat(none.restores()).isZero());
  }

  private static BackupSucceeded backedUp(String id, int hoursAgo) {
    Instant at = NOW.minus(Duration.ofHours(hoursAgo));
    BackupSucceeded made =
        Events.succeeded(Events.header("backup", id, "measured", 3, at.plusSeconds(60)));
    made.put("backupId", id);
    made.put("startedAt", at);
    return made;
  }

  private static RestoreSucceeded.Builder restored(String id, int minutes) {
    return RestoreSucceeded.newBuilder()
        .setHeader(Events.header("restore", id, "measured", 3, NOW.minusSeconds(minutes)))
        .setBackupId("r-4")
        .setTargetName("x")
        .setTables(1)
        .setRows(1)
        .setDurationMillis(minutes * 60_000L);
  }

  private static @Nullable Cause cause(Condition condition, Instant since) throws Exception {
    settle();
    return new ProbableCauses(state, registry).find(condition, since);
  }

  private static OperationStarted started(String kind, String id, Instant at) {
    return Events.started(Events.header(kind, id, "dead", 2, at));
  }

  private static List<Condition> about(String name, String database) throws Exception {
    return about(name, database, NOW);
  }

  private static List<Condition> about(String name, String database, Instant now) throws Exception {
    settle();
    return absences.look(now).conditions().stream()
        .filter(one -> one.name().equals(name) && one.about().database().equals(database))
        .toList();
  }

  private static Set<String> services(String name) throws Exception {
    return services(name, NOW);
  }

  private static Set<String> services(String name, Instant now) throws Exception {
    settle();
    return absences.look(now).conditions().stream()
        .filter(one -> one.name().equals(name))
        .map(one -> one.about().service())
        .collect(Collectors.toSet());
  }

  private static Set<String> names(Findings findings) {
    return findings.conditions().stream().map(Condition::name).collect(Collectors.toSet());
  }

  private static void fact(SpecificRecord body) {
    OperationHeader header = (OperationHeader) body.get(0);
    publish(Topics.OPERATION_EVENTS, header.getDatabase(), body);
  }

  private static void committed(String database, String id, Instant at, @Nullable String verdict) {
    BackupCommitted body =
        BackupCommitted.newBuilder(Events.committed(database, id, at))
            .setVerdict(verdict)
            .setVerdictAt(verdict == null ? null : at)
            .build();
    publish(Topics.BACKUPS, id, body);
  }

  private static void observed(String database, Instant at, String status, String check) {
    HealthCheck found =
        HealthCheck.newBuilder()
            .setName(check)
            .setStatus(status)
            .setMessage(database + " is " + status)
            .build();
    publish(Topics.DATABASE_HEALTH, database, health(database, at, found));
  }

  private static DatabaseHealth health(String database, Instant at, HealthCheck found) {
    return DatabaseHealth.newBuilder()
        .setDatabase(database)
        .setObservedAt(at)
        .setStatus(found.getStatus())
        .setChecks(List.of(found))
        .build();
  }

  private static void heartbeat(
      String service, String instance, Instant at, Instant started, String status) {
    publish(
        Topics.SERVICE_HEALTH, instance, health(service, instance, at, started, status).build());
  }

  private static ServiceHealth.Builder health(
      String service, String instance, Instant at, Instant started, String status) {
    return ServiceHealth.newBuilder()
        .setService(service)
        .setInstance(instance)
        .setVersion("1")
        .setStartedAt(started)
        .setObservedAt(at)
        .setStatus(status)
        .setIntervalMillis(5_000);
  }

  private static long published;

  private static void publish(Topic topic, String key, SpecificRecord body) {
    herd.publish(topic, key, body);
    published++;
  }

  /** Until all that was published is in the tables. */
  private static void settle() {
    await().pollInterval(Duration.ofMillis(20)).until(() -> folded() >= published);
  }

  private static long folded() throws SQLException {
    return Query.list(
            state,
            "SELECT coalesce(sum(next_offset), 0) FROM projection_offsets",
            r -> r.getLong(1))
        .getFirst();
  }

  private static String database(String name, String policy) {
    return "  %s:\n    server: main\n    name: %s\n    %s\n".formatted(name, name, policy);
  }

  private static Instant now() {
    return Instant.now().truncatedTo(ChronoUnit.MINUTES);
  }
}
