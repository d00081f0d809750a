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
              "Leave BEGIN and COMMIT out; a script of its own runs outside a transaction.",
              TransactionRules::concurrent),
          Checked.block(
              "REFUSED_IN_TRANSACTION",
              "VACUUM, ALTER SYSTEM, CREATE DATABASE or the like stands in a transaction.",
              null,
              "A script of its own, outside a transaction.",
              TransactionRules::refused),
          Checked.info(
              "MIXED_SCRIPT",
              "A statement that no transaction holds stands among others, which are committed one"
                  + " by one for it.",
              null,
              "Two scripts.",
              TransactionRules::mixed),
          Checked.block(
              "TRANSACTION_CONTROL",
              "BEGIN, COMMIT or ROLLBACK stands in a script.",
              null,
              "Leave it out.",
              Check.on("TransactionStmt", TransactionRules::control)),
          Checked.warn(
              "ENUM_VALUE_USED_AT_ONCE",
              "A value is added to an enum and used in the same script.",
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
    if (step.inTransaction() && rebuildsPartitions(step)) {
      hits.add(
          null,
          "%s is partitioned: PostgreSQL rebuilds the indexes of each partition in a transaction of"
                  .formatted(step.table())
              + " its own, and refuses to inside another.",
          IndexRules.rebuiltConcurrently(step));
    }
  }

  private static boolean rebuildsPartitions(Step step) {
    return step.is("ReindexStmt")
        && step.isPartitioned(step.table())
        && !Outside.isConcurrent(step.node());
  }

  private static String alone(Step step) {
    return step.state().begun()
        ? "Take BEGIN and COMMIT out, and put the statement into a script of its own."
        : "Put it into a script of its own.";
  }

  static void mixed(Step step, Hits hits) {
    boolean leaves = Outside.isConcurrent(step.node()) || Outside.isRefused(step.node());
    if (step.script().mixed() && leaves) {
      hits.add(
          null,
          "No transaction holds it, so the statements of the script are committed one by one, and"
              + " a failure leaves those before it done.",
          "Put it into a script of its own.");
    }
  }

  static void control(Step step, Hits hits) {
    if (CONTROL.contains(step.node().text("kind"))) {
      hits.add(
          null,
          step.script().transactional()
              ? "The script runs in a transaction already, together with its row in the history;"
                  + " this ends it early or does nothing."
              : "The statements of the script are committed one by one, each with the record that"
                  + " it is done; a script that does so itself is not run.",
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
                    "The value was added to the enum at line %d, and PostgreSQL refuses to use it"
                            .formatted(line)
                        + " before that is committed: the statements of the script are committed"
                        + " one by one for it.",
                    "Leave ALTER TYPE … ADD VALUE alone in this script and use the value in the"
                        + " next one.");
              }
            });
  }
}
