package io.drover.system.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.system.checker.Checker;
import io.drover.system.checker.ProcessWatch;
import io.drover.system.harness.Herd;
import io.drover.system.harness.Service;
import io.drover.system.harness.Workshop;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class HappyPathTest {
  @Test
  void requestsOfEveryKindAreCarriedOutByRealProcesses() {
    try (Herd herd = Workshop.get().herd();
        ProcessWatch watch = ProcessWatch.start(herd.scene().secrets())) {
      herd.start(Service.BACKUP, "backup-a");
      herd.start(Service.MIGRATION, "migration-a");
      herd.expect(herd.requests().backup("gamma"), "succeeded");
      herd.expect(herd.requests().restore("alpha", herd.physical("alpha_copy")), "succeeded");
      herd.expect(herd.requests().migrate("beta"), "succeeded");
      herd.ledger().awaitIdle(Duration.ofSeconds(60), Service.BACKUP, Service.MIGRATION);
      assertThat(Checker.violations(herd.scene())).as(herd.output()).isEmpty();
      assertThat(watch.violations()).isEmpty();
    }
  }
}
