package io.drover.migration.review;

import io.drover.migration.review.parser.Node;

/** Whether a wait for a lock has a limit at this point of a script. */
final class LockTimeout {
  private static final String NAME = "lock_timeout";

  private boolean session;
  private boolean transaction;

  LockTimeout(boolean given) {
    this.session = given;
  }

  boolean limited() {
    return session || transaction;
  }

  void follow(Node statement, boolean inTransaction) {
    if (statement.is("TransactionStmt")) {
      transaction = transaction && statement.text("kind").contains("SAVEPOINT");
    } else if (statement.is("VariableSetStmt") && statement.text("name").equals(NAME)) {
      boolean limit =
          statement.text("kind").equals("VAR_SET_VALUE")
              && statement.list("args").stream().anyMatch(LockTimeout::isLimit);
      set(limit, statement.flag("is_local"), inTransaction);
    } else if (statement.is("SelectStmt")) {
      statement.below(node -> node.is("FuncCall")).forEach(call -> called(call, inTransaction));
    }
  }

  private void called(Node call, boolean inTransaction) {
    boolean sets =
        call.names("funcname").contains("set_config")
            && call.list("args").size() == 3
            && call.list("args").getFirst().literal().equals(NAME);
    if (sets) {
      set(isLimit(call.list("args").get(1)), isTrue(call.list("args").getLast()), inTransaction);
    }
  }

  /** Before PostgreSQL 15 the grammar made true a text that is cast. */
  private static boolean isTrue(Node constant) {
    return constant.at("boolval").flag("boolval") || constant.at("arg").literal().equals("t");
  }

  /** SET LOCAL outside a transaction does nothing. */
  private void set(boolean limit, boolean local, boolean inTransaction) {
    if (!local) {
      session = limit;
      transaction = limit;
    } else if (inTransaction) {
      transaction = limit;
    }
  }

  private static boolean isLimit(Node value) {
    String text = value.literal();
    return text.isEmpty() ? value.integer() > 0 : !text.matches("\\s*0+\\s*[a-z]*\\s*");
  }
}
