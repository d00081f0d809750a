package io.drover.monitor.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;
import static org.awaitility.Awaitility.await;

import io.drover.bus.Codec;
import io.drover.bus.CommandCodec;
import io.drover.bus.Follower;
import io.drover.bus.Message;
import io.drover.bus.TransactionFailure;
import io.drover.monitor.Herd;
import io.drover.monitor.projection.Changes;
import io.drover.monitor.projection.Feed;
import io.drover.monitor.projection.OperationQueries;
import io.drover.monitor.projection.ProgressBoard;
import io.drover.monitor.projection.Projection;
import io.drover.monitor.projection.ProjectionMetrics;
import io.drover.schemas.Alert;
import io.drover.schemas.AlertControl;
import io.drover.schemas.RequestRefused;
import io.drover.schemas.Topic;
import io.drover.schemas.Topics;
import io.drover.service.state.StateDatabase;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AlertEngineTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final About SHOP = About.database("shop", "main");
  private static Herd herd;
  private static int number;

  private final Ticking clock = new Ticking(Instant.now().truncatedTo(ChronoUnit.MILLIS));
  private final List<Condition> wrong = new CopyOnWriteArrayList<>();
  private final List<AutoCloseable> owned = new ArrayList<>();
  private boolean current = true;
  private @Nullable String problem;
  private StateDatabase state;
  private Codec codec;

  @BeforeAll
  static void newHerd() throws Exception {
    herd = new Herd();
  }

  @AfterAll
  static void endHerd() throws Exception {
    herd.close();
  }

  @BeforeEach
  void emptyState() {
    state = herd.state("alerts" + ++number);
    codec = new Codec(herd.schemas());
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : owned.reversed()) {
      each.close();
    }
    state.close();
  }

  @Test
  void whatWasDecidedBeforeAKillIsPublishedByTheNext() throws Exception {
    Instance killed = new Instance("one");
    wrong.add(failed());
    assertThat(killed.engine.evaluate()).isTrue();

    Instance next = new Instance("two");
    assertThat(next.engine.evaluate()).isFalse();
    clock.on(AlertLease.LENGTH.plusSeconds(1));
    assertThat(next.engine.evaluate()).isTrue();
    next.outbox.publish();

    assertThat(published()).extracting(Alert::getState).containsExactly("raised");
  }

  @Test
  void twoAtOncePublishOnce() throws Exception {
    List<Instance> both = List.of(new Instance("one"), new Instance("two"));
    wrong.add(failed());
    for (int i = 0; i < 3; i++) {
      for (Instance each : both) {
        if (each.engine.evaluate()) {
          each.outbox.publish();
        }
      }
      clock.on(Duration.ofSeconds(10));
    }
    assertThat(published()).hasSize(1);
  }

  @Test
  void whoWasReplacedIsFencedByKafka() throws Exception {
    Instance stalled = new Instance("one");
    wrong.add(failed());
    stalled.look();
    Alert old = published().getFirst();
    clock.on(AlertLease.LENGTH.plusSeconds(1));
    wrong.clear();
    Instance next = new Instance("two");
    next.look();

    assertThatThrownBy(() -> stalled.topic.publish(List.of(old), List.of()))
        .isInstanceOf(TransactionFailure.class);
    assertThat(published().getLast().getState()).isEqualTo("resolved");
  }

  @Test
  void whileTheProjectionIsBehindNothingIsRaisedOrResolved() throws Exception {
    Instance one = new Instance("one");
    wrong.add(failed());
    one.look();
    wrong.clear();
    current = false;
    for (int i = 0; i < 20; i++) {
      clock.on(Duration.ofSeconds(30));
      wrong.add(Condition.of("verify-failed", Severity.CRITICAL, SHOP, "Bad."));
      one.look();
    }
    assertThat(published()).extracting(Alert::getState).containsExactly("raised");
  }

  @Test
  void aProjectionThatStandsStillIsAnAlertAndHidesTheOthers() throws Exception {
    Instance one = new Instance("one");
    wrong.add(failed());
    one.look();
    problem = "Kafka does not answer.";
    for (int i = 0; i < 8; i++) {
      clock.on(Duration.ofSeconds(10));
      one.look();
    }
    assertThat(published())
        .extracting(Alert::getName, Alert::getState)
        .containsExactly(
            tuple("migration-failed", "raised"), tuple("projection-stalled", "raised"));

    problem = null;
    one.look();
    assertThat(published().getLast())
        .extracting(Alert::getName, Alert::getState)
        .containsExactly("projection-stalled", "resolved");
  }

  @Test
  void aRebuildOfTheProjectionTouchesNoAlert() throws Exception {
    Instance one = new Instance("one");
    wrong.add(failed());
    one.look();
    ProgressBoard board = new ProgressBoard();
    try (Projection projection =
        new Projection(
            herd.bus(),
            herd.schemas(),
            state,
            new ProjectionMetrics(new SimpleMeterRegistry()),
            new Changes(new Feed(), board, new OperationQueries(state, board)))) {
      projection.start();
      projection.rebuild();
    }
    one.look();
    wrong.clear();
    one.look();

    assertThat(published()).extracting(Alert::getState).containsExactly("raised", "resolved");
  }

  @Test
  void aPauseOfTheMonitorCountsForNothing() throws Exception {
    Instance one = new Instance("one");
    wrong.add(Condition.of("connections", Severity.WARNING, SHOP, "Many."));
    one.look();
    clock.on(Duration.ofMinutes(5));
    one.look();

    assertThat(published()).isEmpty();
  }

  @Test
  void anAlertIsRemovedAMonthAfterItsEnd() throws Exception {
    Instance one = new Instance("one");
    wrong.add(failed());
    one.look();
    wrong.clear();
    one.look();
    clock.on(AlertOutbox.RETENTION.plusSeconds(60));
    one.look();

    List<Message<byte[]>> records = read(Topics.ALERTS);
    assertThat(records.getLast().body()).isNull();
    assertThat(records.getLast().key()).isEqualTo(records.getFirst().key());
    assertThat(rows()).isZero();
  }

  @Test
  void anAcknowledgementHoldsUntilItExpires() throws Exception {
    Instance one = new Instance("one");
    ControlFollower controls = controls();
    wrong.add(failed());
    one.look();
    String id = published().getFirst().getAlertId();

    say(control("acknowledge").setAlertId(id).setRequestedBy("ann").setReason("On it."));
    awaitSaid(1);
    one.look();
    assertThat(published().getLast())
        .satisfies(
            alert -> {
              assertThat(alert.getState()).isEqualTo("updated");
              assertThat(alert.getAcknowledgedBy()).isEqualTo("ann");
              assertThat(alert.getNote()).isEqualTo("On it.");
            });

    clock.on(ControlReader.USUAL.plusMinutes(1));
    one.look();
    assertThat(published().getLast().getAcknowledgedBy()).isNull();
    assertThat(published()).hasSize(3);
    controls.close();
  }

  @Test
  void aSilenceOfADatabaseHoldsForLaterAlertsAndAReleaseEndsIt() throws Exception {
    Instance one = new Instance("one");
    owned.add(controls());
    say(control("silence").setDatabase("shop").setRequestedBy("bob"));
    say(control("silence").setServer("other").setRequestedBy("eve"));
    awaitSaid(2);
    clock.on(Duration.ofMinutes(1));
    wrong.add(failed());
    one.look();
    assertThat(published())
        .singleElement()
        .satisfies(alert -> assertThat(alert.getSilencedBy()).isEqualTo("bob"));

    say(control("release").setAlertId(published().getFirst().getAlertId()));
    awaitSaid(3);
    one.look();
    assertThat(published().getLast().getSilencedBy()).isNull();
  }

  @Test
  void whatIsWrongIsRefusedAndWhatIsUnreadableIsADeadLetter() throws Exception {
    owned.add(controls());
    int refusedBefore = read(Topics.OPERATION_EVENTS).size();
    say(control("silence"));
    say(control("mute").setDatabase("shop"));
    say(control("silence").setDatabase("shop").setUntil(Instant.now().plus(Duration.ofDays(31))));
    byte[] wrongType = "{\"action\":7}".getBytes(StandardCharsets.UTF_8);
    herd.publish(Topics.ALERT_CONTROL, "shop", wrongType);
    herd.publish(Topics.ALERT_CONTROL, "shop", "nonsense".getBytes(StandardCharsets.UTF_8));
    herd.publish(
        Topics.ALERT_CONTROL,
        "shop",
        "{\"action\":\"silence\",\"name\":\"size\"}".getBytes(StandardCharsets.UTF_8));

    awaitSaid(1);
    await().atMost(LONG).until(() -> !read(Topics.DEAD_LETTERS).isEmpty());
    assertThat(read(Topics.DEAD_LETTERS).getLast().body()).asString().isEqualTo("nonsense");
    await().atMost(LONG).until(() -> read(Topics.OPERATION_EVENTS).size() == refusedBefore + 4);
    for (Message<byte[]> each : read(Topics.OPERATION_EVENTS)) {
      RequestRefused refused =
          codec.decode(Objects.requireNonNull(each.body()), RequestRefused.class);
      assertThat(refused.getHeader().getKind()).isEqualTo("alert-control");
      assertThat(refused.getRemedy()).isNotEmpty();
    }
  }

  private static Condition failed() {
    return Condition.of("migration-failed", Severity.CRITICAL, SHOP, "A migration failed.");
  }

  private static AlertControl.Builder control(String action) {
    return AlertControl.newBuilder().setAction(action);
  }

  private static void say(AlertControl.Builder control) {
    AlertControl body = control.build();
    herd.publish(
        Topics.ALERT_CONTROL,
        body.getAlertId().isEmpty() ? body.getDatabase() : body.getAlertId(),
        body);
  }

  /** Reads controls that come from now on. */
  private ControlFollower controls() throws Exception {
    ControlStore store = new ControlStore();
    for (Message<byte[]> each : read(Topics.ALERT_CONTROL)) {
      state.change(c -> store.read(c, each.partition(), each.offset() + 1));
    }
    return new ControlFollower(
        herd.bus(),
        codec,
        herd.publisher(),
        state,
        store,
        new ControlReader(new CommandCodec(codec)),
        clock);
  }

  private void awaitSaid(int count) {
    await()
        .atMost(LONG)
        .until(
            () ->
                state
                        .inTransaction(
                            c -> new ControlStore().holding(c, clock.instant().minusSeconds(60)))
                        .size()
                    == count);
  }

  private long rows() throws SQLException {
    return state.inTransaction(
        c -> {
          try (var statement = c.createStatement();
              var row = statement.executeQuery("SELECT count(*) FROM alert_state")) {
            row.next();
            return row.getLong(1);
          }
        });
  }

  /** Alerts that this test's instances have published, oldest first. */
  private List<Alert> published() throws Exception {
    List<Alert> alerts = new ArrayList<>();
    for (Message<byte[]> each : read(Topics.ALERTS)) {
      if (each.body() != null) {
        alerts.add(codec.decode(each.body(), Alert.class));
      }
    }
    return alerts;
  }

  private List<Message<byte[]>> read(Topic topic) {
    List<Message<byte[]>> all = new CopyOnWriteArrayList<>();
    try (Follower follower =
        Follower.follower(herd.bus(), codec)
            .topics(topic)
            .onRawBatch((batch, next) -> all.addAll(batch))
            .start()) {
      assertThat(follower.awaitCaughtUp(LONG)).isTrue();
    }
    return all.stream()
        .filter(
            each ->
                !topic.equals(Topics.ALERTS)
                    || (each.envelope() != null && each.envelope().source().equals(source())))
        .sorted(Comparator.comparing(Message<byte[]>::timestamp).thenComparingLong(Message::offset))
        .toList();
  }

  private static String source() {
    return "drover/test/" + number;
  }

  /** A monitor, as far as alerts go. */
  private final class Instance {
    private final AlertEngine engine;
    private final AlertTopic topic;
    private final AlertOutbox outbox;

    private Instance(String name) {
      AlertStore store = new AlertStore(codec);
      engine =
          new AlertEngine(
              state,
              store,
              new AlertLease(name),
              new ControlStore(),
              List.of(now -> Findings.of(wrong)),
              new Projected(),
              new Transitions((condition, since) -> null, "docs/alerts.md#"),
              clock);
      topic = new AlertTopic(herd.bus(), codec, source());
      outbox = new AlertOutbox(state, store, topic, clock);
      owned.add(topic);
    }

    private void look() throws Exception {
      assertThat(engine.evaluate()).isTrue();
      outbox.publish();
    }
  }

  private final class Projected implements AlertEngine.Facts {
    @Override
    public boolean current() {
      return current;
    }

    @Override
    public Optional<String> problem() {
      return Optional.ofNullable(problem);
    }
  }
}
