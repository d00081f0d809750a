package io.drover.migration.review;

import java.util.List;
import java.util.Set;

/** What does not go together with a transaction, or with the rest of one. */
final class TransactionRules {
  static final List<Checked> ALL =
      List.of(
          Checked.block(
              "CONCURRENTLY_IN_TRANSACTION",
              "CONCURRENTLY stands in a transaction, where PostgreSQL refuses it.",
              null,
              "A script of its own, with executeInTransaction=false in its .conf file where Flyway"
                  + " does not see it by itself (REINDEX, DETACH PARTITION).",
              TransactionRules::concurrent),
          Checked.block(
              "REFUSED_IN_TRANSACTION",
              "VACUUM, ALTER SYSTEM, CREATE DATABASE or the like stands in a transaction.",
              null,
              "A script of its own, outside a transaction.",
              TransactionRules::refused),
          Checked.block(
              "MIXED_SCRIPT",
              "Some statements of the script cannot run in a transaction, others do; Flyway refuses"
                  + " that.",
              null,
              "Two scripts.",
              TransactionRules::mixed),
          Checked.block(
              "TRANSACTION_CONTROL",
              "BEGIN, COMMIT or ROLLBACK stands in a script that runs in a transaction.",
              null,
              "Leave it out.",
              Check.on("TransactionStmt", TransactionRules::control)),
          Checked.block(
              "ENUM_VALUE_USED_AT_ONCE",
              "A value is added to an enum and used in the same transaction.",
              null,
              "Add it in one script, use it in the next.",
              TransactionRules::enumValueUsed));

  private static final Set<String> CONTROL =
      Set.of(
          "TRANS_STMT_BEGIN",
          "TRANS_STMT_START",
          "TRANS_STMT_COMMIT",
          "TRANS_STMT_ROLLBACK",
          "TRANS_STMT_PREPARE");

  private TransactionRules() {}

  static void concurrent(Step step, Hits hits) {
    if (step.inTransaction() && Outside.isConcurrent(step.node())) {
      hits.add(null, "PostgreSQL refuses CONCURRENTLY inside a transaction.", alone(step));
    }
  }

  static void refused(Step step, Hits hits) {
    if (step.inTransaction() && Outside.isRefused(step.node())) {
      hits.add(null, "PostgreSQL refuses the statement inside a transaction.", alone(step));
    }
  }

  private static String alone(Step step) {
    return step.state().begun()
        ? "Take BEGIN and COMMIT out, and put the statement into a script of its own."
        : "Put it into a script of its own, with executeInTransaction=false in the file %s.conf."
            .formatted(step.script().name());
  }

  static void mixed(Step step, Hits hits) {
    if (step.script().mixed() && !step.source().inTransaction()) {
      hits.add(
          null,
          "Others of the script run in a transaction and this one cannot, so Flyway refuses the"
              + " script.",
          "Put it into a script of its own.");
    }
  }

  static void control(Step step, Hits hits) {
    if (step.script().transactional() && CONTROL.contains(step.node().text("kind"))) {
      hits.add(
          null,
          "The script runs in a transaction already, together with its row in the history; this"
              + " ends it early or does nothing.",
          "Take it out.");
    }
  }

  /** The text is searched, as a value may stand in a function's body too. */
  static void enumValueUsed(Step step, Hits hits) {
    step.state()
        .enumValues()
        .forEach(
            (value, line) -> {
              if (step.source().sql().contains("'" + value.replace("'", "''") + "'")) {
                hits.add(
                    null,
                    "The value was added to the enum at line %d of the same transaction: PostgreSQL"
                            .formatted(line)
                        + " refuses to use it before the commit.",
                    "Leave ALTER TYPE … ADD VALUE alone in this script and use the value in the"
                        + " next one.");
              }
            });
  }
}
