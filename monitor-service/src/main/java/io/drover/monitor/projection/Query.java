package io.drover.monitor.projection;

import io.drover.service.state.StateDatabase;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows of the projection's tables as values. */
final class Query {
  private Query() {}

  /** How a row is read. */
  interface Reading<T> {
    T read(ResultSet row) throws SQLException;
  }

  /** All rows; texts are cleaned of what PostgreSQL cannot take, instants may be given as such. */
  static <T> List<T> list(StateDatabase state, String sql, Reading<T> reading, Object... values)
      throws SQLException {
    return state.inTransaction(
        c -> {
          try (PreparedStatement statement = c.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
              statement.setObject(i + 1, parameter(values[i]));
            }
            List<T> found = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
              while (row.next()) {
                found.add(reading.read(row));
              }
            }
            return found;
          }
        });
  }

  static Instant instant(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }

  static @Nullable Instant instantOrNull(ResultSet row, String column) throws SQLException {
    OffsetDateTime value = row.getObject(column, OffsetDateTime.class);
    return value == null ? null : value.toInstant();
  }

  private static Object parameter(Object value) {
    return switch (value) {
      case String text -> Clean.characters(text);
      case Instant instant -> instant.atOffset(ZoneOffset.UTC);
      default -> value;
    };
  }
}
