package io.drover.service.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.drover.localstack.KafkaServer;
import io.drover.localstack.PostgresServer;
import io.drover.localstack.TestStack;
import io.drover.service.operation.StepListener;
import io.drover.service.testbed.KafkaTopic;
import io.drover.service.testbed.StateBed;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class RelayTest {
  private static final Duration BRIEF = Duration.ofSeconds(2);

  /** Longer than any machine stalls: it is not lost but given up. */
  private static final Duration LONG = Duration.ofMinutes(5);

  private final KafkaTopic topic = new KafkaTopic(TestStack.kafka());
  private final StateBed bed = new StateBed(TestStack.postgres(), topic.bus);
  private final List<Relay> relays = new ArrayList<>();
  private final Map<String, Integer> numbers = new HashMap<>();

  @AfterEach
  void close() {
    relays.forEach(Relay::close);
    bed.close();
  }

  private Relay start(
      StateBed state, KafkaTopic to, String holder, Duration lease, StepListener steps) {
    RelayMarkers markers = RelayMarkers.of(to.bus, "test");
    Relay relay =
        new Relay(
            state.state,
            state.outbox,
            new RelayLease(holder, lease),
            markers,
            markers::publisher,
            steps,
            state.meters);
    relays.add(relay);
    relay.start();
    return relay;
  }

  private Relay start(String holder, StepListener steps) {
    return start(bed, topic, holder, LONG, steps);
  }

  /** Adds as many records to each of five keys, each transaction with one record of each. */
  private void add(StateBed state, KafkaTopic to, int times) throws SQLException {
    for (int i = 0; i < times; i++) {
      List<OutboxRecord> records = new ArrayList<>();
      for (String key : List.of("a", "b", "c", "d", "e")) {
        int number = numbers.merge(key, 1, Integer::sum);
        records.add(new OutboxRecord(to.name(), bytes(key), bytes("" + number), Map.of()));
      }
      state.state.change(connection -> state.outbox.add(connection, records));
    }
  }

  private void add(int times) throws SQLException {
    add(bed, topic, times);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private void awaitEmpty(StateBed state) {
    await()
        .atMost(Duration.ofSeconds(90))
        .ignoreExceptions()
        .until(() -> state.query("SELECT count(*) FROM outbox").equals(List.of("0")));
  }

  /** Each record of each key is there once, in its order. */
  private void everythingIsThereOnce(KafkaTopic in) {
    Map<String, List<Integer>> read = new HashMap<>();
    for (String text : in.texts()) {
      String[] parts = text.split(":", 2);
      read.computeIfAbsent(parts[0], key -> new ArrayList<>()).add(Integer.valueOf(parts[1]));
    }
    Map<String, String> runs = new HashMap<>();
    read.forEach((key, values) -> runs.put(key, runs(values)));
    Map<String, String> written = new HashMap<>();
    numbers.forEach((key, count) -> written.put(key, "1-" + count));
    assertThat(runs).isEqualTo(written);
  }

  /** Numbers as they were read, those that follow on each other told as one run. */
  private static String runs(List<Integer> values) {
    StringJoiner runs = new StringJoiner(" ");
    for (int from = 0, to; from < values.size(); from = to) {
      for (to = from + 1; to < values.size() && values.get(to) == values.get(to - 1) + 1; ) {
        to++;
      }
      runs.add(values.get(from) + "-" + values.get(to - 1));
    }
    return runs.toString();
  }

  @Test
  void everythingGoesThroughOnceAndInOrder() throws SQLException {
    add(250);
    start("one", StepListener.NONE);
    add(20);
    awaitEmpty(bed);

    everythingIsThereOnce(topic);
    await().until(() -> bed.meters.get("drover.outbox.relayed").counter().count() == 1350);
  }

  @Test
  void aRecordIsCarriedAsItIs() throws SQLException {
    String longName = "n".repeat(70_000);
    bed.state.change(
        connection ->
            bed.outbox.add(
                connection,
                List.of(
                    new OutboxRecord(
                        topic.name(),
                        null,
                        null,
                        Map.of(longName, new byte[] {0, -1}, "empty", new byte[0])))));
    start("one", StepListener.NONE);
    awaitEmpty(bed);

    var record = topic.committed().getFirst();
    assertThat(record.key()).isNull();
    assertThat(record.value()).isNull();
    assertThat(record.headers().lastHeader(longName).value()).containsExactly(0, -1);
    assertThat(record.headers().lastHeader("empty").value()).isEmpty();
  }

  @Test
  void whatWasCommittedToKafkaIsNotSentAgainWhenTheDeletionDidNotHappen() throws SQLException {
    AtomicBoolean failed = new AtomicBoolean();
    add(10);
    start(
        "one",
        (operation, step) -> {
          if (step.equals("relay-committed") && failed.compareAndSet(false, true)) {
            throw new AssertionError("the process ends here");
          }
        });
    awaitEmpty(bed);
    add(10);
    awaitEmpty(bed);

    assertThat(failed).isTrue();
    everythingIsThereOnce(topic);
  }

  @Test
  void whatWasSentButNotCommittedIsSentAgain() throws SQLException {
    AtomicBoolean failed = new AtomicBoolean();
    add(10);
    start(
        "one",
        (operation, step) -> {
          if (step.equals("relay-sent") && failed.compareAndSet(false, true)) {
            throw new IllegalStateException("the process ends here");
          }
        });
    awaitEmpty(bed);

    everythingIsThereOnce(topic);
  }

  @Test
  void aRelayThatStallsAfterItsCommitIsReplacedAndRepeatsNothingWhenItWakes() throws Exception {
    stallsAt("relay-committed");
  }

  @Test
  void aRelayThatStallsBeforeItsCommitIsReplacedAndFencedWhenItWakes() throws Exception {
    stallsAt("relay-sent");
  }

  private void stallsAt(String where) throws Exception {
    CountDownLatch stalled = new CountDownLatch(1);
    CountDownLatch wake = new CountDownLatch(1);
    AtomicBoolean first = new AtomicBoolean(true);
    add(10);
    start(
        bed,
        topic,
        "one",
        BRIEF,
        (operation, step) -> {
          if (step.equals(where) && first.compareAndSet(true, false)) {
            stalled.countDown();
            awaitQuietly(wake);
          }
        });
    stalled.await();
    start("two", StepListener.NONE);
    add(10);
    awaitEmpty(bed);
    wake.countDown();
    add(10);
    awaitEmpty(bed);

    everythingIsThereOnce(topic);
    assertThat(bed.query("SELECT holder FROM relay_lease")).containsExactly("two");
  }

  @Test
  void oneOfTwoRelaysWorksAndTheOtherFollowsAtOnceWhenItCloses() throws SQLException {
    Relay one = start("one", StepListener.NONE);
    await().until(() -> bed.query("SELECT holder FROM relay_lease").equals(List.of("one")));
    start("two", StepListener.NONE);
    for (int i = 0; i < 20; i++) {
      add(5);
    }
    awaitEmpty(bed);
    assertThat(bed.query("SELECT holder FROM relay_lease")).containsExactly("one");
    add(50);
    one.close();
    // Nothing may be left for the other one, which then takes over all the same.
    await().until(() -> bed.query("SELECT holder FROM relay_lease").equals(List.of("two")));
    add(5);
    awaitEmpty(bed);

    everythingIsThereOnce(topic);
  }

  @Test
  void aBrokerThatIsKilledAndComesBackGetsEverythingOnce() throws Exception {
    try (KafkaServer server = TestStack.newKafka()) {
      KafkaTopic own = new KafkaTopic(server);
      Relay relay = start(bed, own, "one", LONG, StepListener.NONE);
      for (int i = 0; i < 10; i++) {
        add(bed, own, 20);
        if (i == 4) {
          await().until(() -> bed.meters.get("drover.outbox.relayed").counter().count() > 100);
          server.kill();
        }
      }
      await().atMost(Duration.ofSeconds(90)).until(() -> !relay.healthy());
      server.start();
      awaitEmpty(bed);

      await().until(relay::healthy);
      everythingIsThereOnce(own);
      relay.close();
    }
  }

  @Test
  void aStateDatabaseThatIsKilledAndComesBackLosesAndRepeatsNothing() throws Exception {
    try (PostgresServer server = TestStack.newPostgres();
        StateBed own = new StateBed(server, topic.bus)) {
      add(own, topic, 100);
      AtomicBoolean killed = new AtomicBoolean();
      Relay relay =
          start(
              own,
              topic,
              "one",
              LONG,
              (operation, step) -> {
                if (step.equals("relay-committed") && killed.compareAndSet(false, true)) {
                  server.kill();
                }
              });
      await().atMost(Duration.ofSeconds(90)).until(() -> killed.get() && !relay.healthy());
      server.start();
      awaitEmpty(own);

      everythingIsThereOnce(topic);
      relay.close();
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
  }
}
