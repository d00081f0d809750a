package io.drover.monitor.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;
import static org.awaitility.Awaitility.await;

import io.drover.bus.Codec;
import io.drover.bus.CommandCodec;
import io.drover.bus.Follower;
import io.drover.bus.Message;
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
import io.drover.service.operation.StepListener;
import io.drover.service.outbox.Outbox;
import io.drover.service.outbox.OutboxRecord;
import io.drover.service.state.StateDatabase;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
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
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final About SHOP = About.database("shop", "main");
  private static Herd herd;
  private static int number;

  private final Ticking clock = new Ticking(Instant.now().truncatedTo(ChronoUnit.MILLIS));
  private final List<Condition> wrong = new CopyOnWriteArrayList<>();
  private final Outbox outbox = new Outbox();
  private final List<AutoCloseable> owned = new ArrayList<>();
  private Happening meanwhile = () -> {};
  private boolean current = true;
  private @Nullable String problem;
  private StateDatabase state;
  private Codec codec;

  /** What happens while an instance looks. */
  private interface Happening {
    void happens() throws SQLException;
  }

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

    assertThat(published()).extracting(Alert::getState).containsExactly("raised");
  }

  @Test
  void whatChangedTwiceBeforeItWasPublishedIsToldTwice() throws Exception {
    Instance one = new Instance("one");
    wrong.add(failed());
    one.look();
    wrong.clear();
    one.look();

    assertThat(published())
        .extracting(Alert::getState, Alert::getSequence)
        .containsExactly(tuple("raised", 1), tuple("resolved", 2));
  }

  @Test
  void twoAtOncePublishOnce() throws Exception {
    List<Instance> both = List.of(new Instance("one"), new Instance("two"));
    wrong.add(failed());
    for (int i = 0; i < 3; i++) {
      for (Instance each : both) {
        boolean _ = each.engine.evaluate();
      }
      clock.on(Duration.ofSeconds(10));
    }
    assertThat(published()).hasSize(1);
  }

  @Test
  void whoWasReplacedWhileItLookedDecidesNothing() throws Exception {
    Instance stalled = new Instance("one");
    stalled.look();
    Instance next = new Instance("two");
    meanwhile =
        () -> {
          meanwhile = () -> {};
          clock.on(AlertLease.LENGTH.plusSeconds(1));
          next.look();
        };
    wrong.add(failed());
    stalled.look();

    assertThat(published()).extracting(Alert::getSequence).containsExactly(1);
    assertThat(stalled.engine.evaluate()).isFalse();
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
    clock.on(AlertChanges.RETENTION.plusSeconds(60));
    one.look();

    List<OutboxRecord> records = stated(Topics.ALERTS);
    assertThat(records.getLast().value()).isNull();
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

    // It counts from when the broker took it, which is later than where the clock began.
    clock.on(ControlReader.USUAL.plusHours(1));
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
    await().atMost(LONG).until(() -> stated(Topics.DEAD_LETTERS).size() == 1);
    assertThat(stated(Topics.DEAD_LETTERS).getFirst().value()).asString().isEqualTo("nonsense");
    await().atMost(LONG).until(() -> stated(Topics.OPERATION_EVENTS).size() == 4);
    for (OutboxRecord each : stated(Topics.OPERATION_EVENTS)) {
      RequestRefused refused =
          codec.decode(Objects.requireNonNull(each.value()), RequestRefused.class);
      assertThat(refused.getHeader().getKind()).isEqualTo("alert-control");
      assertThat(refused.getHeader().getSequence()).isZero();
      assertThat(refused.getRemedy()).isNotEmpty();
    }
  }

  private Findings look(Instant now) throws SQLException {
    Findings found = Findings.of(wrong);
    meanwhile.happens();
    return found;
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
        state,
        store,
        new ControlReader(new CommandCodec(codec)),
        new ControlFollower.Answers(outbox, records(), StepListener.NONE, () -> {}),
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

  /** Alerts that were stated, oldest first. */
  private List<Alert> published() throws Exception {
    List<Alert> alerts = new ArrayList<>();
    for (OutboxRecord each : stated(Topics.ALERTS)) {
      byte[] body = each.value();
      if (body != null) {
        alerts.add(codec.decode(body, Alert.class));
      }
    }
    return alerts;
  }

  /** What the relay would carry to the topic, in this order. */
  private List<OutboxRecord> stated(Topic topic) throws SQLException {
    return state.inTransaction(c -> outbox.oldest(c, 1_000, Long.MAX_VALUE)).stream()
        .map(Outbox.Stored::record)
        .filter(each -> each.topic().equals(herd.bus().topic(topic)))
        .toList();
  }

  private AlertRecords records() {
    return new AlertRecords(herd.bus(), codec, "drover/test");
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
    return all;
  }

  /** A monitor, as far as alerts go. */
  private final class Instance {
    private final AlertEngine engine;

    private Instance(String name) {
      AlertStore store = new AlertStore(codec);
      engine =
          new AlertEngine(
              state,
              store,
              new AlertChanges(
                  state,
                  store,
                  outbox,
                  records(),
                  AlertChanges.RETENTION,
                  StepListener.NONE,
                  () -> {}),
              new AlertLease(name, AlertLease.LENGTH),
              new ControlStore(),
              List.of(AlertEngineTest.this::look),
              new Projected(),
              new Transitions((condition, since) -> null, "docs/alerts.md#", database -> true),
              clock);
    }

    private void look() throws SQLException {
      assertThat(engine.evaluate()).isTrue();
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
