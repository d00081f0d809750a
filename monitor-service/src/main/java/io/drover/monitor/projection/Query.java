package io.drover.monitor.projection;

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

/** Rows of the monitor's tables as values. */
public final class Query {
  private Query() {}

  /** How a row is read. */
  @FunctionalInterface
  public interface Reading<T> {
    T read(ResultSet row) throws SQLException;
  }

  /**
   * All rows, read in one transaction.
   *
   * @param values of the parameters: texts, which are cleaned of what PostgreSQL cannot take,
   *     numbers, instants, collections of texts
   */
  public static <T> List<T> list(
      StateDatabase state, String sql, Reading<T> reading, Object... values) throws SQLException {
    return state.inTransaction(
        c -> {
          try (PreparedStatement statement = c.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
              statement.setObject(i + 1, parameter(c, values[i]));
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

  /** An instant of a column that is never null. */
  public static Instant instant(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }

  /** An instant, or null. */
  public static @Nullable Instant instantOrNull(ResultSet row, String column) throws SQLException {
    OffsetDateTime value = row.getObject(column, OffsetDateTime.class);
    return value == null ? null : value.toInstant();
  }

  /** A text; empty for null. */
  public static String text(ResultSet row, String column) throws SQLException {
    String value = row.getString(column);
    return value == null ? "" : value;
  }

  private static Object parameter(Connection connection, Object value) throws SQLException {
    return switch (value) {
      case String text -> Clean.characters(text);
      case Instant instant -> instant.atOffset(ZoneOffset.UTC);
      case Collection<?> texts ->
          connection.createArrayOf(
              "text", texts.stream().map(each -> Clean.characters(String.valueOf(each))).toArray());
      default -> value;
    };
  }
}
