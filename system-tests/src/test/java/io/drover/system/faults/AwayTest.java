package io.drover.system.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.localstack.KafkaServer;
import io.drover.localstack.PostgresServer;
import io.drover.localstack.TestStack;
import io.drover.system.checker.Checker;
import io.drover.system.harness.Herd;
import io.drover.system.harness.HerdPlan;
import io.drover.system.harness.Hold;
import io.drover.system.harness.Requests;
import io.drover.system.harness.Service;
import io.drover.system.harness.ServiceProcess;
import io.drover.system.harness.Workshop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Broker, PostgreSQL and repository go away and come back. */
class AwayTest {
  private static final Duration LONG = Duration.ofMinutes(4);

  @Test
  void aBrokerThatRestartsDuringABackupLosesNothing() {
    try (KafkaServer kafka = TestStack.newKafka();
        Herd herd = Workshop.get().herd(HerdPlan.shared().with(kafka))) {
      Hold hold = Hold.at(herd, "backup/dump-running", 1);
      ServiceProcess service = herd.start(Service.BACKUP, "a", hold.properties());
      herd.expect(herd.requests().backup("gamma"), "succeeded");
      hold.await(LONG);
      kafka.kill();
      hold.release();
      kafka.start();
      herd.expect(herd.requests().backup("gamma"), "succeeded");
      assertAllIsWell(herd);
      assertThat(service.death()).isEmpty();
    }
  }

  @Test
  void aPostgresThatRestartsDuringABackupLosesNothing() {
    try (PostgresServer postgres = TestStack.newPostgres();
        Herd herd = Workshop.get().herd(HerdPlan.shared().with(postgres, postgres))) {
      Hold hold = Hold.at(herd, "backup/dump-running", 1);
      ServiceProcess service = herd.start(Service.BACKUP, "a", hold.properties());
      herd.expect(herd.requests().backup("gamma"), "succeeded");
      hold.await(LONG);
      postgres.kill();
      hold.release();
      herd.expect(herd.requests().backup("gamma"), "succeeded");
      postgres.start();
      assertAllIsWell(herd);
      assertThat(service.death()).isEmpty();
    }
  }

  @Test
  void requestsWaitForTheStateDatabaseAndAreThenRun() {
    try (PostgresServer state = TestStack.newPostgres();
        Herd herd = Workshop.get().herd(HerdPlan.shared().with(state, TestStack.postgres()))) {
      ServiceProcess service = herd.start(Service.BACKUP, "a");
      herd.expect(herd.requests().backup("gamma"), "succeeded");
      herd.ledger().awaitIdle(LONG, Service.BACKUP);
      state.stop();
      herd.expect(herd.requests().backup("gamma"), "succeeded");
      herd.awaitOutput(service, "records wait", LONG);
      state.start();
      assertAllIsWell(herd);
      assertThat(service.death()).isEmpty();
    }
  }

  @Test
  void anUnreachableTargetIsWaitedForUntilTheDeadlineAndOthersGoOn() {
    try (PostgresServer target = TestStack.newPostgres();
        Herd herd = Workshop.get().herd(HerdPlan.shared().with(TestStack.postgres(), target))) {
      herd.start(Service.BACKUP, "a");
      herd.expect(herd.requests().backup("gamma"), "succeeded");
      herd.ledger().awaitIdle(LONG, Service.BACKUP);
      target.stop();
      Map<String, Object> hurried = Requests.fields(herd.requests().newId("hurried"), "gamma");
      hurried.put("timeoutSeconds", 8);
      herd.requests().request("backup", hurried);
      String patient = herd.requests().backup("alpha");
      String id = Requests.idOf(hurried);
      herd.expect(id, "failed TARGET_UNREACHABLE", "failed DEADLINE_EXCEEDED");
      herd.expect(patient, "succeeded");
      herd.ledger().awaitState(Service.BACKUP, patient, LONG, "RETRYING");
      herd.ledger().awaitState(Service.BACKUP, id, LONG, "FAILED");
      target.start();
      assertAllIsWell(herd);
    }
  }

  @Test
  void aRepositoryThatIsAwayIsSaidToBe() throws IOException {
    try (Herd herd = Workshop.get().herd()) {
      Path elsewhere = herd.file("elsewhere");
      Files.move(herd.repository(), elsewhere);
      Files.writeString(herd.repository(), "no folder");
      herd.start(Service.BACKUP, "a");
      Map<String, Object> hurried = Requests.fields(herd.requests().newId("hurried"), "gamma");
      hurried.put("timeoutSeconds", 8);
      herd.requests().request("backup", hurried);
      String id = Requests.idOf(hurried);
      herd.expect(id, "failed REPOSITORY_UNAVAILABLE", "failed DEADLINE_EXCEEDED");
      String patient = herd.requests().backup("alpha");
      herd.expect(patient, "succeeded");
      herd.ledger().awaitState(Service.BACKUP, id, LONG, "FAILED");
      Files.delete(herd.repository());
      Files.move(elsewhere, herd.repository());
      assertAllIsWell(herd);
    }
  }

  private static void assertAllIsWell(Herd herd) {
    herd.ledger().awaitIdle(LONG, Service.BACKUP);
    assertThat(Checker.violations(herd.scene())).as(herd.output()).isEmpty();
  }
}
