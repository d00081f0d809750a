package io.drover.migration.execution;

import java.sql.Connection;
import java.sql.SQLException;

/** DROP INDEX CONCURRENTLY. */
record DropIndexStep(String name) implements OutsideStep {
  private static final String GONE = "SELECT to_regclass(?) IS NULL";
  private static final String VALID =
      "SELECT EXISTS (SELECT FROM pg_index WHERE indexrelid = to_regclass(?) AND indisvalid)";

  @Override
  public boolean patient() {
    return true;
  }

  @Override
  public boolean taken(Connection connection) throws SQLException {
    return achieved(connection);
  }

  @Override
  public boolean untouched(Connection connection) throws SQLException {
    return Query.isTrue(connection, VALID, name);
  }

  @Override
  public Found inspect(Connection connection) throws SQLException {
    return achieved(connection) ? new Found.Done() : new Found.Again();
  }

  @Override
  public boolean achieved(Connection connection) throws SQLException {
    return Query.isTrue(connection, GONE, name);
  }
}
