package io.drover.monitor.probe;

import static io.drover.monitor.probe.HerdUnderWatch.check;
import static io.drover.monitor.probe.HerdUnderWatch.database;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.drover.localstack.PostgresServer;
import io.drover.localstack.TestStack;
import io.drover.schemas.DatabaseHealth;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two hundred databases, of which twenty hang in one way or the other. */
class HangingServersTest {
  private static final PostgresServer POSTGRES = TestStack.postgres();
  private static final int SERVERS = 18;
  private static final int DATABASES = 10;
  private static final int HANGING = 20;
  private static final int LOOKS = 3;

  @TempDir private Path folder = Path.of("unused");

  @Test
  void twentyDatabasesThatHangDelayNoneOfTheOthers() throws Exception {
    List<AutoCloseable> owned = new ArrayList<>();
    for (int i = 0; i < DATABASES; i++) {
      POSTGRES.createDatabase("watched_" + i);
    }
    try (HangingServers hanging = new HangingServers();
        HerdUnderWatch herd = new HerdUnderWatch(POSTGRES, folder)) {
      StringBuilder servers = new StringBuilder();
      StringBuilder databases = new StringBuilder();
      for (int i = 0; i < HANGING; i++) {
        int port = i % 2 == 0 ? hanging.silent() : hanging.deaf();
        servers.append(herd.server("hanging" + i, port, "drover"));
        databases.append(database("mute" + i, "hanging" + i, "postgres", ""));
      }
      for (int i = 0; i < SERVERS; i++) {
        Relay relay = new Relay(POSTGRES.port());
        owned.add(relay);
        servers.append(herd.server("server" + i, relay.port(), POSTGRES.superuser()));
        for (int n = 0; n < DATABASES; n++) {
          databases.append(database("good" + i + "-" + n, "server" + i, "watched_" + n, ""));
        }
      }
      herd.start(
          servers.toString(),
          databases.toString(),
          new Prober.Settings(
              Duration.ofMillis(1500),
              Duration.ofSeconds(10),
              2,
              Duration.ZERO,
              Duration.ofMinutes(10)));

      // One after another, those that hang would take a minute a look.
      await()
          .atMost(Duration.ofMinutes(2))
          .until(() -> looks(herd).values().stream().allMatch(looks -> looks >= LOOKS));

      Map<String, Integer> looks = looks(herd);
      assertThat(looks).hasSize(SERVERS * DATABASES);
      await().until(() -> !mute(herd).isEmpty());
      assertThat(mute(herd))
          .allSatisfy(
              one -> {
                assertThat(one.getStatus()).isEqualTo("critical");
                assertThat(check(one, "reachable").getStatus()).isEqualTo("critical");
                assertThat(check(one, "reachable").getRemedy()).startsWith("pg_isready");
                assertThat(check(one, "size").getStatus()).isEqualTo("unknown");
              });
      // A machine that stands still costs a database a look or two; a neighbour that hangs, each.
      assertThat(unanswered(herd)).allSatisfy((name, many) -> assertThat(many).isLessThan(LOOKS));
    } finally {
      for (AutoCloseable one : owned) {
        one.close();
      }
    }
  }

  private static List<DatabaseHealth> mute(HerdUnderWatch herd) {
    return herd.observed().stream().filter(one -> one.getDatabase().startsWith("mute")).toList();
  }

  /** How often each of the others did not answer. */
  private static Map<String, Integer> unanswered(HerdUnderWatch herd) {
    Map<String, Integer> times = new HashMap<>();
    herd.observed().stream()
        .filter(one -> one.getDatabase().startsWith("good"))
        .filter(one -> !answered(one))
        .forEach(one -> times.merge(one.getDatabase(), 1, Integer::sum));
    return times;
  }

  private static boolean answered(DatabaseHealth health) {
    return check(health, "reachable").getStatus().equals("ok");
  }

  /** How often each of the others did. */
  private static Map<String, Integer> looks(HerdUnderWatch herd) {
    Map<String, Integer> looks = new HashMap<>();
    for (int i = 0; i < SERVERS; i++) {
      for (int n = 0; n < DATABASES; n++) {
        looks.put("good" + i + "-" + n, 0);
      }
    }
    herd.observed().stream()
        .filter(HangingServersTest::answered)
        .map(DatabaseHealth::getDatabase)
        .filter(looks::containsKey)
        .forEach(name -> looks.merge(name, 1, Integer::sum));
    return looks;
  }
}
