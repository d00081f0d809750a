package io.drover.monitor.probe.check;

import io.drover.localstack.PostgresServer;
import io.drover.localstack.TestStack;
import java.sql.Connection;

/** Users of the shared server. */
final class Roles {
  private Roles() {}

  /** A user who may do nothing but connect, with the superuser's password. */
  static String unprivileged(String name) throws Exception {
    PostgresServer postgres = TestStack.postgres();
    try (Connection connection = postgres.connect("postgres");
        var statement = connection.createStatement()) {
      statement.execute("DROP ROLE IF EXISTS " + name);
      statement.execute(
          "CREATE ROLE "
              + name
              + " LOGIN PASSWORD '"
              + postgres.password().replace("'", "''")
              + "'");
    }
    return name;
  }
}
