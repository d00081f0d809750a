package io.drover.migration.execution;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * ALTER TABLE … DETACH PARTITION … CONCURRENTLY: two transactions, and FINALIZE for who is ended
 * between them (manual, chapter ALTER TABLE).
 */
record DetachStep(String table, String partition) implements OutsideStep {
  private static final String PENDING =
      """
      SELECT inhdetachpending::text FROM pg_inherits
      WHERE inhparent = to_regclass(?) AND inhrelid = to_regclass(?)
      """;

  @Override
  public boolean taken(Connection connection) throws SQLException {
    return achieved(connection);
  }

  @Override
  public boolean untouched(Connection connection) throws SQLException {
    return pending(connection).equals(List.of("false"));
  }

  @Override
  public Found inspect(Connection connection) throws SQLException {
    List<String> pending = pending(connection);
    if (pending.isEmpty()) {
      return new Found.Done();
    }
    return pending.equals(List.of("true"))
        ? new Found.Again(
            List.of(),
            Optional.of("ALTER TABLE " + table + " DETACH PARTITION " + partition + " FINALIZE"))
        : new Found.Again();
  }

  @Override
  public boolean achieved(Connection connection) throws SQLException {
    return pending(connection).isEmpty();
  }

  private List<String> pending(Connection connection) throws SQLException {
    return Query.column(connection, PENDING, table, partition);
  }
}
