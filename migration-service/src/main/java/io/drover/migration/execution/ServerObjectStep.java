package io.drover.migration.execution;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * Makes or drops a database or a tablespace.
 *
 * @param database false for a tablespace
 * @param made false where it is dropped
 */
record ServerObjectStep(boolean database, String name, boolean made) implements OutsideStep {
  private static final String DATABASE =
      "SELECT EXISTS (SELECT FROM pg_database WHERE datname = (parse_ident(?))[1]::name)";
  private static final String TABLESPACE =
      "SELECT EXISTS (SELECT FROM pg_tablespace WHERE spcname = (parse_ident(?))[1]::name)";

  @Override
  public boolean taken(Connection connection) throws SQLException {
    return achieved(connection);
  }

  @Override
  public boolean untouched(Connection connection) throws SQLException {
    return !achieved(connection);
  }

  @Override
  public Found inspect(Connection connection) throws SQLException {
    return achieved(connection) ? new Found.Done() : new Found.Again();
  }

  @Override
  public boolean achieved(Connection connection) throws SQLException {
    return Query.isTrue(connection, database ? DATABASE : TABLESPACE, name) == made;
  }
}
