package io.drover.system.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.system.checker.Checker;
import io.drover.system.harness.Herd;
import io.drover.system.harness.Hold;
import io.drover.system.harness.Requests;
import io.drover.system.harness.Service;
import io.drover.system.harness.ServiceProcess;
import io.drover.system.harness.SmallDisk;
import io.drover.system.harness.Workshop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What befalls an operation in the middle of its work. */
class RunningOperationsTest {
  private static final Duration LONG = Duration.ofMinutes(4);

  /** 8 MiB that compress to half of it: more than pipes and buffers hold. */
  private static final String HEAVY =
      """
      SET ROLE drover_test;
      CREATE TABLE heavy AS
        SELECT n, (SELECT string_agg(md5(n || '.' || i), '') FROM generate_series(1, 256) i) AS text
        FROM generate_series(1, 1024) n;
      RESET ROLE;
      """;

  @Test
  void aWedgedDumpIsEndedAtItsDeadline() {
    try (Herd herd = Workshop.get().herd().set("drover.heartbeat", "5s")) {
      herd.target().execute(herd.physical("gamma"), HEAVY);
      Hold hold = Hold.at(herd, "backup/dump-running", 1);
      ServiceProcess service = herd.start(Service.BACKUP, "a", hold.properties());
      Map<String, Object> hurried = Requests.fields(herd.requests().newId("backup"), "gamma");
      hurried.put("timeoutSeconds", 15);
      herd.requests().request("backup", hurried);
      String id = Requests.idOf(hurried);
      herd.expect(id, "failed DEADLINE_EXCEEDED");
      hold.await(LONG);

      service.stallChild("pg_dump");
      hold.release();

      herd.ledger().awaitState(Service.BACKUP, id, LONG, "FAILED");
      assertAllIsWell(herd);
    }
  }

  @Test
  void aDiskThatIsFullInTheMiddleIsSaidAndWithRoomTheNextBackupSucceeds() throws IOException {
    try (Herd herd = Workshop.get().herd()) {
      herd.target().execute(herd.physical("beta"), HEAVY);
      Path folder = Files.createDirectory(herd.repository().resolve("beta"));
      try (SmallDisk _ = SmallDisk.mount(folder, "2m")) {
        herd.start(Service.BACKUP, "a");
        String backup = herd.requests().backup("beta");
        herd.expect(backup, "failed DISK_FULL");
        herd.ledger().awaitState(Service.BACKUP, backup, LONG, "FAILED");
        try (var left = Files.list(folder)) {
          assertThat(left).isEmpty();
        }
      }
      herd.expect(herd.requests().backup("beta"), "succeeded");
      assertAllIsWell(herd);
    }
  }

  @Test
  void aRepositoryThatGoesAwayInTheMiddleIsWaitedFor() throws IOException {
    try (Herd herd = Workshop.get().herd()) {
      herd.target().execute(herd.physical("gamma"), HEAVY);
      Hold hold = Hold.at(herd, "backup/dump-running", 1);
      herd.start(Service.BACKUP, "a", hold.properties());
      String backup = herd.requests().backup("gamma");
      herd.expect(backup, "succeeded");
      hold.await(LONG);
      Path elsewhere = herd.file("elsewhere");
      Files.move(herd.repository(), elsewhere);
      hold.release();
      herd.ledger().awaitState(Service.BACKUP, backup, LONG, "RETRYING");

      Files.move(elsewhere, herd.repository());

      herd.ledger().awaitState(Service.BACKUP, backup, LONG, "SUCCEEDED");
      assertAllIsWell(herd);
    }
  }

  @Test
  void aCancelledRestoreLeavesNothing() {
    try (Herd herd = Workshop.get().herd()) {
      Hold hold = Hold.at(herd, "restore/restore-running", 1);
      herd.start(Service.BACKUP, "a", hold.properties());
      String restore = herd.requests().restore("alpha", herd.physical("alpha_copy"));
      herd.expect(restore, "cancelled");
      hold.await(LONG);

      herd.requests().cancel("restore", restore, "alpha");
      hold.awaitToldToEnd(LONG);
      hold.release();

      herd.ledger().awaitState(Service.BACKUP, restore, LONG, "CANCELLED");
      assertAllIsWell(herd);
    }
  }

  private static void assertAllIsWell(Herd herd) {
    herd.ledger().awaitIdle(LONG, Service.BACKUP);
    assertThat(Checker.violations(herd.scene())).as(herd.output()).isEmpty();
  }
}
