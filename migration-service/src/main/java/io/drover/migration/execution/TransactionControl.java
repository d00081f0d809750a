package io.drover.migration.execution;

/** Statements that begin or end a transaction, or a part of one. */
public final class TransactionControl {
  private TransactionControl() {}

  /** Whether the statement is one. */
  public static boolean is(String sql) {
    return Recognition.of(sql) instanceof Kind.TransactionControl;
  }
}
