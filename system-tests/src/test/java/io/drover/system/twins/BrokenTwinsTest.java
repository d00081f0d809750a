package io.drover.system.twins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.drover.system.checker.Checker;
import io.drover.system.checker.ProcessWatch;
import io.drover.system.harness.Herd;
import io.drover.system.harness.HerdPlan;
import io.drover.system.harness.Hold;
import io.drover.system.harness.Receiver;
import io.drover.system.harness.Requests;
import io.drover.system.harness.Service;
import io.drover.system.harness.ServiceProcess;
import io.drover.system.harness.Workshop;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Each guard of the invariants is broken once, and the checker is seen to notice. */
class BrokenTwinsTest {
  private static final Duration LONG = Duration.ofMinutes(4);
  private static final Duration TOO_SHORT_FOR_NOTHING = Duration.ofSeconds(10);

  private static final String ALERTED = "SELECT 1 FROM alert_state WHERE phase = 'firing'";
  private static final String CONTROLS_READ =
      "SELECT 1 FROM alert_control_offsets HAVING sum(next_offset) >= 2";
  private static final String ALL_TOLD = "SELECT 1 WHERE NOT EXISTS (SELECT FROM outbox)";

  @Test
  void anAttemptThatWritesAfterItWasReplacedIsNoticed() {
    try (Herd herd = twin("no-fence")) {
      Hold hold = Hold.at(herd, "before-terminal-fact", 1);
      ServiceProcess stale = herd.start(Service.BACKUP, "stale", hold.properties());
      String backup = herd.requests().backup("gamma");
      hold.await(LONG);
      stale.stall();
      herd.start(Service.BACKUP, "successor");
      herd.ledger().awaitState(Service.BACKUP, backup, LONG, "SUCCEEDED");
      hold.release();
      stale.wake();
      herd.ledger()
          .awaitRow(
              Service.BACKUP,
              "SELECT 1 FROM operation WHERE attempt > 1 AND sequence > 4 AND finished_at IS NOT"
                  + " NULL",
              LONG);
      herd.ledger().awaitIdle(LONG, Service.BACKUP);
      assertNoticed(herd, "goes on after its end");
    }
  }

  @Test
  void aRelayThatDeletesBeforeItCommitsIsNoticed() {
    try (Herd herd = twin("delete-before-commit")) {
      killAtRelayCommitted(herd);
      assertNoticed(herd, "one end");
    }
  }

  @Test
  void aRelayThatForgetsWhatItHadCommittedIsNoticed() {
    try (Herd herd = twin("no-recovery")) {
      killAtRelayCommitted(herd);
      assertNoticed(herd, "a gap, a repetition or a wrong order");
    }
  }

  @Test
  void aLostWakeUpIsNoticed() {
    // A lane that is taken for lost meanwhile would be woken by that.
    try (Herd herd = twin("lost-wake-up").set("drover.heartbeat", "5s")) {
      Hold hold = Hold.at(herd, "backup/lock-held", 1);
      herd.start(Service.BACKUP, "a", hold.properties());
      herd.requests().backup("gamma");
      hold.await(LONG);
      String second = herd.requests().backup("gamma");
      herd.ledger().awaitState(Service.BACKUP, second, LONG, "ACCEPTED");
      hold.release();
      assertThatThrownBy(() -> herd.ledger().awaitIdle(TOO_SHORT_FOR_NOTHING, Service.BACKUP))
          .hasMessageContaining("ACCEPTED " + second);
      assertNoticed(herd, "was requested and has no end");
    }
  }

  @Test
  void anExpiredRequestThatIsRunIsNoticed() {
    try (Herd herd = twin("no-expiry-check")) {
      herd.start(Service.BACKUP, "a");
      Map<String, Object> expired = Requests.fields(herd.requests().newId("expired"), "gamma");
      expired.put("expiresAt", Instant.now().minusSeconds(60).toString());
      herd.requests().request("backup", expired);
      herd.ledger().awaitIdle(LONG, Service.BACKUP);
      assertNoticed(herd, "had expired and was not just rejected");
    }
  }

  @Test
  void anOperationThatBeginsUnapprovedIsNoticed() {
    try (Herd herd = twin("no-approval")) {
      herd.start(Service.MIGRATION, "a");
      herd.start(Service.BACKUP, "b");
      Map<String, Object> migrate =
          Requests.fields(herd.requests().newId("migrate"), Herd.APPROVED);
      migrate.put("mode", "APPLY");
      herd.requests().signed("migrate", migrate, herd.key("ann"));
      herd.ledger().awaitIdle(LONG, Service.MIGRATION, Service.BACKUP);
      assertNoticed(herd, "began unapproved");
    }
  }

  @Test
  void aBackupThatIsToldOfBeforeItIsCommittedIsNoticed() {
    try (Herd herd = twin("done-before-the-manifest")) {
      herd.start(Service.BACKUP, "a");
      herd.requests().backup("gamma");
      herd.ledger().awaitIdle(LONG, Service.BACKUP);
      assertNoticed(herd, "is not there");
    }
  }

  @Test
  void aHalfMadeDatabaseIsNoticed() {
    try (Herd herd = twin("leaves-halves")) {
      Hold hold = Hold.at(herd, "restore/database-created", 1);
      herd.start(Service.BACKUP, "a", hold.properties());
      String restore = herd.requests().restore("alpha", herd.physical("alpha_copy"));
      hold.await(LONG);
      herd.requests().cancel("restore", restore, "alpha");
      hold.awaitToldToEnd(LONG);
      hold.release();
      herd.ledger().awaitIdle(LONG, Service.BACKUP);
      assertNoticed(herd, "the half-made database drover_restore_");
    }
  }

  @Test
  void aDatabaseThatStaysClosedIsNoticed() {
    try (Herd herd = twin("leaves-halves")) {
      Hold hold = Hold.at(herd, "restore/connections-refused", 1);
      herd.start(Service.BACKUP, "a", hold.properties());
      Map<String, Object> replace = Requests.fields(herd.requests().newId("replace"), "alpha");
      replace.put("mode", "replace");
      replace.put("confirm", "alpha");
      replace.put("backupId", "latest");
      replace.put("graceSeconds", 0);
      replace.put("safetyBackup", false);
      herd.requests().request("restore", replace);
      hold.await(LONG);
      herd.requests().cancel("restore", Requests.idOf(replace), "alpha");
      hold.awaitToldToEnd(LONG);
      hold.release();
      herd.ledger().awaitIdle(LONG, Service.BACKUP);
      assertNoticed(herd, "is not open and unmarked");
    }
  }

  @Test
  void aCopyThatIsToldOfAndWasNeverMadeIsNoticed() {
    try (Herd herd = twin("tells-of-no-copy")) {
      herd.start(Service.BACKUP, "a");
      herd.requests().backup(Herd.COPIED);
      herd.ledger().awaitIdle(LONG, Service.BACKUP);
      assertNoticed(herd, "has no copy");
    }
  }

  @Test
  void anExportThatIsToldOfAndWasNeverWrittenIsNoticed() {
    try (Herd herd = twin("tells-of-no-export")) {
      herd.start(Service.BACKUP, "a");
      Map<String, Object> export = Requests.fields(herd.requests().newId("export"), "gamma");
      export.put("action", "export");
      herd.requests().request("maintenance", export);
      herd.ledger().awaitIdle(LONG, Service.BACKUP);
      assertNoticed(herd, "has not written");
    }
  }

  @Test
  void aScriptThatRunsTwiceAndARollbackThatNeverRunsAreNoticed() {
    try (Herd herd = twin("twice-and-never", Herd.UNDONE)) {
      herd.start(Service.MIGRATION, "a");
      herd.start(Service.BACKUP, "b");
      herd.requests().migrate(Herd.UNDONE);
      migrate(herd, Herd.UNDONE, "ROLLBACK", Map.of("version", "1"));
      herd.ledger().awaitIdle(LONG, Service.operating());
      assertNoticed(herd, "ran twice");
      assertNoticed(herd, "should be [V1__loyalty.sql]");
    }
  }

  @Test
  void aScratchDatabaseThatIsLeftIsNoticed() {
    try (Herd herd = twin("leaves-scratch", Herd.PUSHED)) {
      Hold hold = Hold.at(herd, "migrate/scratch-made", 1);
      herd.start(Service.MIGRATION, "a", hold.properties());
      String adopt = migrate(herd, Herd.PUSHED, "ADOPT", Map.of());
      hold.await(LONG);
      herd.requests().cancel("migrate", adopt, Herd.PUSHED);
      hold.awaitToldToEnd(LONG);
      hold.release();
      herd.ledger().awaitIdle(LONG, Service.MIGRATION);
      assertNoticed(herd, "the half-made database drover_adopt_");
    }
  }

  @Test
  void alertsAndAnswersThatAreStatedTwiceAndAReceiverThatIsNotToldAreNoticed() {
    try (Herd herd = twin("states-twice");
        Receiver receiver = Receiver.start()) {
      herd.watched(receiver, Map.of());
      ServiceProcess monitor = herd.start(Service.MONITOR, "a");
      say(herd, "nonsense");
      say(herd, "{\"action\":\"mute\",\"name\":\"size\"}");
      herd.ledger().awaitRow(Service.MONITOR, CONTROLS_READ, LONG);
      herd.ledger().awaitRow(Service.MONITOR, ALERTED, LONG);
      herd.ledger().awaitRow(Service.MONITOR, ALL_TOLD, LONG);
      monitor.kill();
      assertNoticed(herd, "is told as [raised#1, raised#1");
      assertNoticed(herd, "1 controls are wrong and 2 were refused");
      assertNoticed(herd, "and there are dead letters of");
      assertNoticed(herd, "and was told as null");
    }
  }

  @Test
  void aFoldThatCountsTwiceIsNoticed() {
    try (Herd herd = twin("folds-again")) {
      herd.watched(null, Map.of());
      List<ServiceProcess> both =
          List.of(herd.start(Service.MONITOR, "a"), herd.start(Service.MONITOR, "b"));
      both.forEach(each -> herd.awaitOutput(each, "projection has caught up", LONG));
      say(herd, "nonsense");
      herd.ledger().awaitRow(Service.MONITOR, "SELECT 1 FROM dead_letters WHERE count > 1", LONG);
      both.forEach(ServiceProcess::kill);
      assertNoticed(herd, "the table dead_letters lacks");
    }
  }

  @Test
  void aPasswordInTheProcessListIsNoticed() {
    try (Herd herd = twin("password-in-the-process-list");
        ProcessWatch watch = ProcessWatch.start(herd.scene().secrets())) {
      // The program lives as long as the backup, which is held until the watch has looked.
      Hold hold = Hold.at(herd, "backup/dump-running", 1);
      herd.start(Service.BACKUP, "a", hold.properties());
      herd.requests().backup("gamma");
      hold.await(LONG);
      await().atMost(LONG).until(() -> !watch.violations().isEmpty());
      hold.release();
      herd.ledger().awaitIdle(LONG, Service.BACKUP);
    }
  }

  private static Herd twin(String name, String... empty) {
    return Workshop.get()
        .herd(HerdPlan.shared().withEmpty(List.of(empty)))
        .set("drover.test.twin", name);
  }

  private static String migrate(Herd herd, String database, String mode, Map<String, Object> more) {
    Map<String, Object> fields = Requests.fields(herd.requests().newId(mode), database);
    fields.put("mode", mode);
    fields.putAll(more);
    herd.requests().request("migrate", fields);
    return Requests.idOf(fields);
  }

  private static void say(Herd herd, String control) {
    herd.requests().send("alert-control", "alpha", control.getBytes(StandardCharsets.UTF_8));
  }

  private static void killAtRelayCommitted(Herd herd) {
    Hold hold = Hold.at(herd, "relay-committed", 1);
    ServiceProcess victim = herd.start(Service.BACKUP, "a", hold.properties());
    herd.requests().backup("gamma");
    hold.await(LONG);
    victim.kill();
    herd.start(Service.BACKUP, "b");
    herd.ledger().awaitIdle(LONG, Service.BACKUP);
  }

  private static void assertNoticed(Herd herd, String sentence) {
    List<String> violations = Checker.violations(herd.scene());
    assertThat(violations)
        .as(herd.output())
        .anySatisfy(each -> assertThat(each).contains(sentence));
  }
}
