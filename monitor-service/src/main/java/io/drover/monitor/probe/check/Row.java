package io.drover.monitor.probe.check;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A row of a check, as {@link CheckDefinition} says; a column that the SQL does not give is null.
 */
record Row(
    @Nullable String database,
    @Nullable Double value,
    @Nullable String line,
    @Nullable String remedy,
    @Nullable Double whole,
    @Nullable String since,
    @Nullable String skipped) {

  static List<Row> all(ResultSet result) throws SQLException {
    Set<String> columns = new HashSet<>();
    var metadata = result.getMetaData();
    for (int i = 1; i <= metadata.getColumnCount(); i++) {
      columns.add(metadata.getColumnLabel(i).toLowerCase(Locale.ROOT));
    }
    List<Row> rows = new ArrayList<>();
    while (result.next()) {
      rows.add(
          new Row(
              text(result, columns, "database"),
              number(result, columns, "value"),
              text(result, columns, "line"),
              text(result, columns, "remedy"),
              number(result, columns, "whole"),
              text(result, columns, "since"),
              text(result, columns, "skipped")));
    }
    return rows;
  }

  private static @Nullable String text(ResultSet result, Set<String> columns, String column)
      throws SQLException {
    return columns.contains(column) ? result.getString(column) : null;
  }

  private static @Nullable Double number(ResultSet result, Set<String> columns, String column)
      throws SQLException {
    if (!columns.contains(column)) {
      return null;
    }
    double number = result.getDouble(column);
    return result.wasNull() ? null : number;
  }
}
