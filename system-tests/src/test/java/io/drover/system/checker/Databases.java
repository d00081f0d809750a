package io.drover.system.checker;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Asks PostgreSQL itself. */
final class Databases {
  private final Scene.Server server;

  Databases(Scene scene) {
    this.server = scene.server();
  }

  Connection connect(String database) throws SQLException {
    return DriverManager.getConnection(server.url(database), server.user(), server.password());
  }

  /** First column of a query. */
  List<String> column(String database, String sql) throws SQLException {
    try (Connection connection = connect(database);
        var statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      List<String> values = new ArrayList<>();
      while (row.next()) {
        values.add(row.getString(1));
      }
      return values;
    }
  }

  boolean exists(String database) throws SQLException {
    return column("postgres", "SELECT datname FROM pg_database").contains(database);
  }

  /** Number and hash of the rows of every table, by table. */
  Map<String, String> contents(String database) throws SQLException {
    Map<String, String> contents = new TreeMap<>();
    for (String table :
        column(
            database,
            """
            SELECT format('%I.%I', schemaname, tablename) FROM pg_tables
            WHERE schemaname NOT IN ('pg_catalog', 'information_schema')
            """)) {
      contents.put(
          table,
          column(
                  database,
                  "SELECT count(*) || ' ' || coalesce(sum(('x' || substr(md5(t::text), 1, 15))::bit(60)::bigint), 0) FROM "
                      + table
                      + " t")
              .getFirst());
    }
    return contents;
  }
}
