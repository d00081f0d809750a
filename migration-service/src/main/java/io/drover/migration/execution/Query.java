package io.drover.migration.execution;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Small statements whose parameters are all text. */
final class Query {
  private Query() {}

  /** Runs it and drops what it answers. */
  static void run(Connection connection, String sql, String... parameters) throws SQLException {
    try (PreparedStatement statement = prepared(connection, sql, parameters)) {
      statement.execute();
    }
  }

  /** Whether the single value that it answers is true. */
  static boolean isTrue(Connection connection, String sql, String... parameters)
      throws SQLException {
    try (PreparedStatement statement = prepared(connection, sql, parameters);
        ResultSet row = statement.executeQuery()) {
      return row.next() && row.getBoolean(1);
    }
  }

  /** The first column of every row. */
  static List<String> column(Connection connection, String sql, String... parameters)
      throws SQLException {
    List<String> values = new ArrayList<>();
    try (PreparedStatement statement = prepared(connection, sql, parameters);
        ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        values.add(row.getString(1));
      }
    }
    return values;
  }

  private static PreparedStatement prepared(Connection connection, String sql, String... parameters)
      throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    for (int i = 0; i < parameters.length; i++) {
      statement.setString(i + 1, parameters[i]);
    }
    return statement;
  }
}
