package io.drover.monitor.projection;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Rows handed to PostgreSQL column by column, as the arrays of one {@code unnest}: one round trip
 * and one plan for a whole batch.
 */
final class Columns<T> implements AutoCloseable {
  private final Connection connection;
  private final PreparedStatement statement;
  private final Collection<T> rows;
  private int parameter;

  Columns(Connection connection, String sql, Collection<T> rows) throws SQLException {
    this.connection = connection;
    this.statement = connection.prepareStatement(sql);
    this.rows = rows;
  }

  Columns<T> text(Function<T, @Nullable String> value) throws SQLException {
    return array("text", value::apply);
  }

  Columns<T> integer(ToIntFunction<T> value) throws SQLException {
    return array("int4", value::applyAsInt);
  }

  Columns<T> nullableInteger(Function<T, @Nullable Integer> value) throws SQLException {
    return array("int4", value::apply);
  }

  Columns<T> number(ToLongFunction<T> value) throws SQLException {
    return array("int8", value::applyAsLong);
  }

  Columns<T> flag(Predicate<T> value) throws SQLException {
    return array("bool", value::test);
  }

  Columns<T> nullableFlag(Function<T, @Nullable Boolean> value) throws SQLException {
    return array("bool", value::apply);
  }

  Columns<T> instant(Function<T, @Nullable Instant> value) throws SQLException {
    return array("timestamptz", row -> timestamp(value.apply(row)));
  }

  int execute() throws SQLException {
    return statement.executeUpdate();
  }

  @Override
  public void close() throws SQLException {
    statement.close();
  }

  private Columns<T> array(String type, Function<T, @Nullable Object> value) throws SQLException {
    Object[] column = new Object[rows.size()];
    int i = 0;
    for (T row : rows) {
      column[i++] = value.apply(row);
    }
    statement.setArray(++parameter, connection.createArrayOf(type, column));
    return this;
  }

  private static @Nullable OffsetDateTime timestamp(@Nullable Instant instant) {
    return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
  }
}
