package io.drover.system.checker;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Set;
import java.util.TreeSet;

/** The tables of a monitor. */
final class Watching {
  private final Scene.Watch watch;

  Watching(Scene.Watch watch) {
    this.watch = watch;
  }

  /** Rows of a query, their columns with spaces between them; the same row twice counts once. */
  Set<String> rows(String sql) throws SQLException {
    Scene.Server server = watch.server();
    try (Connection connection =
            DriverManager.getConnection(
                server.url(watch.database()), server.user(), server.password());
        var statement = connection.createStatement()) {
      statement.execute("SET search_path TO " + watch.schema());
      statement.execute("SET TimeZone TO 'UTC'");
      Set<String> rows = new TreeSet<>();
      try (ResultSet row = statement.executeQuery(sql)) {
        int columns = row.getMetaData().getColumnCount();
        while (row.next()) {
          StringBuilder text = new StringBuilder(row.getString(1));
          for (int i = 2; i <= columns; i++) {
            text.append(' ').append(row.getString(i));
          }
          rows.add(text.toString());
        }
      }
      return rows;
    }
  }
}
