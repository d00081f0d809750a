package io.drover.system.faults;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.drover.system.checker.Checker;
import io.drover.system.checker.Timeline;
import io.drover.system.harness.Herd;
import io.drover.system.harness.Hold;
import io.drover.system.harness.Requests;
import io.drover.system.harness.Service;
import io.drover.system.harness.Workshop;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What requests of all kinds get. {@code -Ddrover.garbage=100000} makes the flood larger. */
class RequestsTest {
  private static final Duration LONG = Duration.ofMinutes(4);
  private static final int GARBAGE = Integer.getInteger("drover.garbage", 20_000);

  @Test
  void requestsOfEveryKindAreCarriedOutByRealProcesses() {
    try (Herd herd = Workshop.get().herd()) {
      herd.start(Service.BACKUP, "backup");
      herd.start(Service.MIGRATION, "migration");
      herd.expect(herd.requests().backup("gamma"), "succeeded");
      herd.expect(herd.requests().restore("alpha", herd.physical("alpha_copy")), "succeeded");
      herd.expect(herd.requests().migrate("beta"), "succeeded");
      assertAllIsWell(herd, Service.operating());
    }
  }

  @Test
  void theSameRequestFiveTimesIsRunOnceAndAnswered() {
    try (Herd herd = unhurried()) {
      herd.start(Service.BACKUP, "a");
      Map<String, Object> fields = Requests.fields(herd.requests().newId("backup"), "gamma");
      String id = Requests.idOf(fields);
      herd.expect(id, "succeeded");
      herd.requests().request("backup", fields);
      herd.ledger().awaitIdle(LONG, Service.BACKUP);
      for (int i = 0; i < 4; i++) {
        herd.requests().request("backup", fields);
      }
      assertAllIsWell(herd, Service.BACKUP);
      List<String> facts = Timeline.of(herd.scene(), "backup", id);
      assertThat(facts).filteredOn("RequestAnswered"::equals).hasSize(4);
      assertThat(facts).filteredOn("OperationStarted"::equals).hasSize(1);
    }
  }

  @Test
  void aNewConsumerGroupThatReplaysTheTopicsRunsNothingAgain() {
    try (Herd herd = unhurried()) {
      herd.start(Service.BACKUP, "a");
      String backup = herd.requests().backup("gamma");
      herd.expect(backup, "succeeded");
      herd.requests().send("backup-requested", "gamma", "garbage".getBytes(UTF_8));
      Map<String, Object> brief = Requests.fields(herd.requests().newId("brief"), "gamma");
      brief.put("expiresAt", Instant.now().plusSeconds(900).toString());
      herd.requests().request("backup", brief);
      herd.expect(Requests.idOf(brief), "succeeded");
      herd.ledger().awaitIdle(LONG, Service.BACKUP);
      herd.killServices();
      herd.start(Service.BACKUP, "b", Map.of("drover.consumer-group", herd.prefix() + "replay"));
      herd.ledger().awaitRead("replay", LONG);
      assertAllIsWell(herd, Service.BACKUP);
      assertThat(Timeline.of(herd.scene(), "backup", backup))
          .containsOnlyOnce("OperationStarted")
          .containsOnlyOnce("RequestAnswered");
    }
  }

  @Test
  void anOldRequestIsRejectedAlthoughTheLedgerHasForgottenIt() {
    try (Herd herd = Workshop.get().herd()) {
      Map<String, Object> old = Requests.fields(herd.requests().newId("old"), "gamma");
      Instant expiresAt = Instant.now().plusMillis(300);
      old.put("expiresAt", expiresAt.toString());
      herd.requests().request("backup", old);
      await().until(() -> Instant.now().isAfter(expiresAt));
      herd.start(Service.BACKUP, "a");
      herd.expect(Requests.idOf(old), "rejected EXPIRED");
      assertAllIsWell(herd, Service.BACKUP);
    }
  }

  @Test
  void goodRequestsInAFloodOfGarbageAreRun() {
    try (Herd herd = Workshop.get().herd()) {
      herd.start(Service.BACKUP, "a");
      Random random = new Random(1);
      for (int i = 0; i < GARBAGE; i++) {
        if (i % (GARBAGE / 4) == GARBAGE / 8) {
          herd.expect(herd.requests().backup("gamma"), "succeeded");
        }
        byte[] garbage = new byte[20];
        random.nextBytes(garbage);
        garbage[0] = (byte) 0xFE;
        var _ = herd.requests().sendLater("backup-requested", "gamma", garbage);
      }
      herd.requests().flush();
      assertAllIsWell(herd, Service.BACKUP);
    }
  }

  @Test
  void operationsOnOneDatabaseRunInTheOrderOfTheirAcceptance() {
    try (Herd herd = unhurried()) {
      herd.start(Service.BACKUP, "a");
      herd.start(Service.BACKUP, "b");
      List<String> ids = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        ids.add(herd.requests().backup("gamma"));
        herd.expect(ids.getLast(), "succeeded");
      }
      assertAllIsWell(herd, Service.BACKUP);
      assertThat(Timeline.ofType(herd.scene(), "OperationStarted"))
          .filteredOn(ids::contains)
          .containsExactlyElementsOf(ids);
      assertThat(Timeline.ofType(herd.scene(), "BackupSucceeded"))
          .filteredOn(ids::contains)
          .containsExactlyElementsOf(ids);
    }
  }

  @Test
  void aCancelledBackupEndsWithinSecondsAndLeavesNothing() {
    try (Herd herd = Workshop.get().herd()) {
      Hold hold = Hold.at(herd, "backup/dump-running", 1);
      herd.start(Service.BACKUP, "a", hold.properties());
      String backup = herd.requests().backup("gamma");
      herd.expect(backup, "cancelled");
      hold.await(LONG);
      herd.requests().cancel("backup", backup, "gamma");
      hold.awaitToldToEnd(LONG);
      hold.release();
      herd.ledger().awaitState(Service.BACKUP, backup, Duration.ofSeconds(30), "CANCELLED");
      assertAllIsWell(herd, Service.BACKUP);
    }
  }

  @Test
  void aRequestThatDoesNotWantToWaitIsToldThatTheDatabaseIsBusy() {
    try (Herd herd = unhurried()) {
      Hold hold = Hold.at(herd, "migrate/lock-held", 1);
      herd.start(Service.MIGRATION, "m", hold.properties());
      herd.start(Service.BACKUP, "b");
      herd.expect(herd.requests().migrate("delta"), "succeeded");
      hold.await(LONG);
      Map<String, Object> impatient = Requests.fields(herd.requests().newId("backup"), "delta");
      impatient.put("onBusy", "fail");
      herd.requests().request("backup", impatient);
      String id = Requests.idOf(impatient);
      herd.expect(id, "failed BUSY");
      herd.ledger().awaitState(Service.BACKUP, id, LONG, "FAILED");
      hold.release();
      assertAllIsWell(herd, Service.operating());
    }
  }

  @Test
  void aMigrationThatPreemptsEndsAPreemptibleBackup() {
    try (Herd herd = unhurried()) {
      Hold hold = Hold.at(herd, "backup/dump-running", 1);
      herd.start(Service.BACKUP, "b", hold.properties());
      herd.start(Service.MIGRATION, "m");
      Map<String, Object> modest = Requests.fields(herd.requests().newId("backup"), "delta");
      modest.put("preemptible", true);
      herd.requests().request("backup", modest);
      herd.expect(Requests.idOf(modest), "failed PREEMPTED");
      hold.await(LONG);
      Map<String, Object> urgent = Requests.fields(herd.requests().newId("migrate"), "delta");
      urgent.put("mode", "APPLY");
      urgent.put("onBusy", "preempt");
      herd.requests().request("migrate", urgent);
      herd.expect(Requests.idOf(urgent), "succeeded");
      herd.ledger().awaitState(Service.MIGRATION, Requests.idOf(urgent), LONG, "SUCCEEDED");
      hold.release();
      assertAllIsWell(herd, Service.operating());
    }
  }

  /** A herd in which no attempt is taken for lost when the machine stands still for a while. */
  private static Herd unhurried() {
    return Workshop.get().herd().set("drover.heartbeat", "5s");
  }

  private static void assertAllIsWell(Herd herd, Service... services) {
    herd.ledger().awaitIdle(LONG, services);
    assertThat(Checker.violations(herd.scene())).as(herd.output()).isEmpty();
  }
}
