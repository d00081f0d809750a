package io.drover.migration.execution;

import java.sql.Connection;
import java.sql.SQLException;

/** One statement of a script. */
public interface ScriptStatement {
  /** Its place in the script, from 1. */
  int number();

  /** The line of the script in which it begins, from 1. */
  int line();

  /** The statement with its placeholders replaced, without a delimiter. */
  String text();

  /**
   * Runs it on the connection and neither begins nor ends a transaction.
   *
   * @return rows that PostgreSQL counted; -1 where it counts none
   * @throws SQLException PostgreSQL refused it
   */
  long run(Connection connection) throws SQLException;
}
