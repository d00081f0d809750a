package io.drover.monitor.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.service.target.DatabaseEntry;
import io.drover.service.target.DatabaseRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TurnsTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

  @TempDir private Path folder = Path.of("unused");

  @Test
  void eachOfManyDatabasesHasItsTurnWithinTwentyLooks() throws Exception {
    List<DatabaseEntry> databases = databases(300);
    Map<String, Inside> known = new HashMap<>();
    assertThat(Turns.next(databases, known, NOW.plusSeconds(30))).hasSize(300);
    databases.forEach(one -> known.put(one.name(), visited(NOW)));

    Set<String> seen = new HashSet<>();
    for (int look = 1; look <= 20; look++) {
      List<DatabaseEntry> turn = Turns.next(databases, known, NOW.plusSeconds(30));
      assertThat(turn).hasSize(15);
      for (DatabaseEntry one : turn) {
        seen.add(one.name());
        known.put(one.name(), visited(NOW.plusSeconds(look)));
      }
    }

    assertThat(seen).hasSize(300);
  }

  @Test
  void fewDatabasesAreVisitedAtEachLookThoseThatDidNotAnswerLast() throws Exception {
    List<DatabaseEntry> databases = databases(3);
    Map<String, Inside> known = new HashMap<>();
    known.put("shop0", Inside.UNKNOWN.troubled(new Inside.Trouble(false, "It hangs.", ""), NOW));
    known.put("shop1", visited(NOW.plusSeconds(1)));

    assertThat(Turns.next(databases, known, NOW.plusSeconds(30)))
        .extracting(DatabaseEntry::name)
        .containsExactly("shop2", "shop1", "shop0");
  }

  @Test
  void aDatabaseThatWasVisitedAMomentAgoHasTimeUnlessItDidNotAnswer() throws Exception {
    List<DatabaseEntry> databases = databases(2);
    Map<String, Inside> known = new HashMap<>();
    known.put("shop0", visited(NOW));
    known.put("shop1", Inside.UNKNOWN.troubled(new Inside.Trouble(false, "It hangs.", ""), NOW));

    assertThat(Turns.next(databases, known, NOW.minusSeconds(1)))
        .extracting(DatabaseEntry::name)
        .containsExactly("shop1");
    assertThat(Turns.next(databases, known, NOW)).hasSize(2);
  }

  private static Inside visited(Instant at) {
    return Inside.UNKNOWN.measured(Map.of(), at, false);
  }

  private List<DatabaseEntry> databases(int number) throws Exception {
    StringBuilder text =
        new StringBuilder(
            "servers: { main: { host: db, user: u, password: 'env:P' } }\ndatabases:\n");
    for (int i = 0; i < number; i++) {
      text.append("  shop").append(i).append(": { server: main }\n");
    }
    Path file = folder.resolve("databases.yml");
    Files.writeString(file, text);
    try (DatabaseRegistry registry = DatabaseRegistry.open(file)) {
      return List.copyOf(registry.all());
    }
  }
}
