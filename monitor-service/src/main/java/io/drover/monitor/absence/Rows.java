package io.drover.monitor.absence;

import io.drover.service.state.StateDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows of the state database as values. */
final class Rows {
  private Rows() {}

  /** How a row is read. */
  interface Reading<T> {
    T read(ResultSet row) throws SQLException;
  }

  /** All rows; values are texts, numbers, instants and collections of texts. */
  static <T> List<T> list(StateDatabase state, String sql, Reading<T> reading, Object... values)
      throws SQLException {
    return state.inTransaction(
        connection -> {
          try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
              statement.setObject(i + 1, parameter(connection, values[i]));
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

  static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    OffsetDateTime value = row.getObject(column, OffsetDateTime.class);
    return value == null ? null : value.toInstant();
  }

  static String text(ResultSet row, String column) throws SQLException {
    String value = row.getString(column);
    return value == null ? "" : value;
  }

  private static Object parameter(Connection connection, Object value) throws SQLException {
    return switch (value) {
      case Instant instant -> instant.atOffset(ZoneOffset.UTC);
      case Collection<?> texts -> connection.createArrayOf("text", texts.toArray());
      default -> value;
    };
  }
}
