package io.drover.monitor.projection;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/** Newest record of each key in a batch; keys whose newest is a tombstone apart. */
record Latest<T extends IndexedRecord>(Map<String, T> present, Collection<String> gone) {

  static <T extends IndexedRecord> Latest<T> of(List<Arrival> arrivals, Class<T> type) {
    Map<String, @Nullable T> newest = new LinkedHashMap<>();
    for (Arrival arrival : arrivals) {
      String key = arrival.key();
      if (key != null) {
        newest.put(Clean.name(key), arrival.record(type));
      }
    }
    Map<String, T> present = new LinkedHashMap<>();
    newest.forEach(
        (key, body) -> {
          if (body != null) {
            present.put(key, body);
          }
        });
    return new Latest<>(
        present, newest.keySet().stream().filter(key -> !present.containsKey(key)).toList());
  }

  Columns<Map.Entry<String, T>> columns(Connection connection, String sql) throws SQLException {
    return new Columns<>(connection, sql, present.entrySet());
  }

  void remove(Connection connection, String sql) throws SQLException {
    if (!gone.isEmpty()) {
      try (Columns<String> columns = new Columns<>(connection, sql, gone)) {
        columns.text(key -> key).execute();
      }
    }
  }
}
