package io.drover.backup.content;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Statements with names and values from outside. */
public final class Sql {
  private Sql() {}

  /** Makes something of the current row. */
  @FunctionalInterface
  public interface RowMapper<T> {
    T map(ResultSet row) throws SQLException;
  }

  /**
   * Executes a statement that takes no parameters, such as DDL. The server itself quotes the
   * arguments.
   *
   * @param template in the form of PostgreSQL's {@code format}: {@code %I} is an identifier, {@code
   *     %L} a literal
   */
  public static void execute(Connection connection, String template, @Nullable String... arguments)
      throws SQLException {
    String sql = format(connection, template, arguments);
    try (Statement statement = connection.createStatement()) {
      // The driver would otherwise take a question mark or a brace in a quoted name for its own
      // syntax.
      statement.setEscapeProcessing(false);
      statement.execute(sql);
    }
  }

  /** A statement with its arguments, which the server itself quotes; as {@link #execute}. */
  public static String format(Connection connection, String template, @Nullable String... arguments)
      throws SQLException {
    try (PreparedStatement format =
        connection.prepareStatement("SELECT pg_catalog.format(?, VARIADIC ?::text[])")) {
      Array array = connection.createArrayOf("text", arguments);
      format.setString(1, template);
      format.setArray(2, array);
      try (ResultSet row = format.executeQuery()) {
        row.next();
        return row.getString(1);
      }
    }
  }

  /** All rows of a query with text parameters. */
  public static <T> List<T> query(
      Connection connection, String sql, RowMapper<T> mapper, String... parameters)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setString(i + 1, parameters[i]);
      }
      List<T> found = new ArrayList<>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          found.add(mapper.map(rows));
        }
      }
      return found;
    }
  }
}
