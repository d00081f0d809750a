package io.drover.monitor.projection;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Dead letters by reason, and what could not be read on the folded topics. */
final class CountTables {
  private static final String COUNT =
      """
      INSERT INTO dead_letters AS old (reason, count, newest_at)
      SELECT reason, count, newest_at FROM unnest(?, ?, ?) AS new (reason, count, newest_at)
      ON CONFLICT (reason) DO UPDATE SET (count, newest_at)
        = (old.count + excluded.count, greatest(old.newest_at, excluded.newest_at))
      """;
  private static final String KEEP =
      """
      INSERT INTO unreadable (topic, partition, "offset", reason, recorded_at)
      SELECT topic, partition, "offset", reason, recorded_at
      FROM unnest(?, ?, ?, ?, ?) AS new (topic, partition, "offset", reason, recorded_at)
      ON CONFLICT DO NOTHING
      """;

  private record Count(long count, Instant newest) {
    Count and(Count other) {
      return new Count(count + other.count, newest.isAfter(other.newest) ? newest : other.newest);
    }
  }

  private CountTables() {}

  static void deadLetters(Connection connection, List<Arrival> letters) throws SQLException {
    Map<String, Count> counts = new TreeMap<>();
    for (Arrival letter : letters) {
      counts.merge(reason(letter), new Count(1, Clean.instant(letter.timestamp())), Count::and);
    }
    try (var columns = new Columns<>(connection, COUNT, counts.entrySet())) {
      columns
          .text(Map.Entry::getKey)
          .number(row -> row.getValue().count())
          .instant(row -> row.getValue().newest())
          .execute();
    }
  }

  static void unreadable(Connection connection, List<Arrival> arrivals) throws SQLException {
    try (var columns = new Columns<>(connection, KEEP, arrivals)) {
      columns
          .text(row -> row.place().topic())
          .integer(row -> row.place().partition())
          .number(Arrival::offset)
          .text(CountTables::reason)
          .instant(row -> Clean.instant(row.timestamp()))
          .execute();
    }
  }

  private static String reason(Arrival arrival) {
    return arrival.content() instanceof Content.Unreadable unreadable
        ? unreadable.reason()
        : "NOT_A_FACT";
  }
}
