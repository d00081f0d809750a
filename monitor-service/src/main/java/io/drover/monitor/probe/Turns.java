package io.drover.monitor.probe;

import io.drover.service.target.DatabaseEntry;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Which databases of a server are visited at a look: all of few, of many those whose last visit is
 * longest ago, so that each has its turn within twenty looks.
 */
final class Turns {
  private static final int FEW = 10;
  private static final int LOOKS = 20;

  private Turns() {}

  /**
   * In the order of the visits: new ones first, those that did not answer last.
   *
   * @param visitedUntil whoever was visited later, and answered, has time
   */
  static List<DatabaseEntry> next(
      List<DatabaseEntry> databases, Map<String, Inside> known, Instant visitedUntil) {
    List<DatabaseEntry> fresh =
        databases.stream().filter(one -> inside(known, one).visitedAt() == null).toList();
    int places = Math.max(FEW, (databases.size() + LOOKS - 1) / LOOKS);
    Stream<DatabaseEntry> again =
        databases.stream()
            .filter(one -> isDue(inside(known, one), visitedUntil))
            .sorted(Comparator.comparing(one -> visitedAt(known, one)))
            .limit(places)
            .sorted(Comparator.comparing(one -> inside(known, one).trouble() != null));
    return Stream.concat(fresh.stream(), again).toList();
  }

  private static boolean isDue(Inside inside, Instant visitedUntil) {
    Instant at = inside.visitedAt();
    return at != null && (inside.trouble() != null || !at.isAfter(visitedUntil));
  }

  private static Inside inside(Map<String, Inside> known, DatabaseEntry database) {
    return known.getOrDefault(database.name(), Inside.UNKNOWN);
  }

  private static Instant visitedAt(Map<String, Inside> known, DatabaseEntry database) {
    Instant at = inside(known, database).visitedAt();
    return at == null ? Instant.EPOCH : at;
  }
}
