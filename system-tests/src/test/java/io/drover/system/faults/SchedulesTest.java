package io.drover.system.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.system.checker.Checker;
import io.drover.system.harness.Herd;
import io.drover.system.harness.Hold;
import io.drover.system.harness.Service;
import io.drover.system.harness.ServiceProcess;
import io.drover.system.harness.Workshop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two instances and a schedule; one of them is killed while it requests what is due. */
class SchedulesTest {
  private static final Duration LIMIT = Duration.ofMinutes(4);

  /** The time that is due is soon: the services' start must not use it up. */
  private static final String BEGUN = "SELECT 1 WHERE to_regclass('due_work') IS NOT NULL";

  @ParameterizedTest
  @ValueSource(strings = {"backup/due-request-written", "backup/due-request-committed"})
  void aTimeThatIsDueIsRequestedOnceThoughAnInstanceIsKilledMeanwhile(String step)
      throws IOException {
    try (Herd herd = Workshop.get().herd()) {
      Hold hold = Hold.at(herd, step, 1);
      Map<String, ServiceProcess> pair = new HashMap<>();
      for (String name : List.of("a", "b")) {
        pair.put(name, herd.start(Service.BACKUP, name, hold.properties()));
      }
      herd.ledger().awaitRow(Service.BACKUP, BEGUN, LIMIT);
      schedule(herd.file("databases.yml"));
      ServiceProcess held = pair.get(hold.await(LIMIT));
      assertThat(held).isNotNull();
      held.kill();
      herd.ledger()
          .awaitRow(
              Service.BACKUP,
              "SELECT 1 FROM operation WHERE operation_id LIKE 'schedule-%' AND state ="
                  + " 'SUCCEEDED'",
              LIMIT);
      herd.ledger().awaitIdle(LIMIT, Service.BACKUP);
      herd.killServices();
      assertThat(Checker.violations(herd.scene())).isEmpty();
    }
  }

  private static void schedule(Path databases) throws IOException {
    // One time only, late enough for both instances to have seen the schedule before.
    ZonedDateTime due = ZonedDateTime.now(ZoneOffset.UTC).plusSeconds(90);
    String text = Files.readString(databases);
    int gamma = text.indexOf("gamma:");
    String policy = "policy:\n";
    int at = text.indexOf(policy, gamma) + policy.length();
    Files.writeString(
        databases,
        text.substring(0, at)
            + "      schedules: { once: { cron: \"%d %d * * *\" } }\n"
                .formatted(due.getMinute(), due.getHour())
            + text.substring(at));
  }
}
