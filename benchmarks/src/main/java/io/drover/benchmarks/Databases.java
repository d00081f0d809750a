package io.drover.benchmarks;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** Small databases that are all alike, for benchmarks of many. */
final class Databases {
  private static final String TEMPLATE = "shape";
  private static final String TABLES =
      """
      DO $$ BEGIN
        FOR i IN 1..20 LOOP
          EXECUTE format('CREATE TABLE table_%s (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text, at timestamptz)', i);
          EXECUTE format('CREATE INDEX ON table_%s (at)', i);
          EXECUTE format('INSERT INTO table_%s (name, at) SELECT n, now() FROM generate_series(1, 200) AS n', i);
        END LOOP;
      END $$
      """;

  private Databases() {}

  /** Creates them, of twenty tables each. */
  static void create(BenchmarkStack stack, List<String> names) throws SQLException {
    stack.postgres().createDatabase(TEMPLATE);
    execute(stack, TEMPLATE, TABLES);
    for (String name : names) {
      execute(stack, "postgres", "CREATE DATABASE \"%s\" TEMPLATE %s".formatted(name, TEMPLATE));
    }
  }

  /** Runs one statement. */
  static void execute(BenchmarkStack stack, String database, String sql) throws SQLException {
    try (Connection connection = stack.postgres().connect(database);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** The number that a query gives. */
  static double number(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        var row = statement.executeQuery(sql)) {
      row.next();
      return row.getDouble(1);
    }
  }
}
