package io.drover.migration.review;

import java.util.List;

/** Whole tables that are written anew. */
final class RewriteRules {
  static final List<Checked> ALL =
      List.of(
          Checked.warn(
              "VACUUM_FULL",
              "VACUUM FULL writes the table anew.",
              TableLock.ACCESS_EXCLUSIVE,
              "Plain VACUUM; where space must go back to the disk, pg_repack.",
              Check.on("VacuumStmt", RewriteRules::vacuumFull)),
          Checked.warn(
              "CLUSTER",
              "CLUSTER writes the table anew.",
              TableLock.ACCESS_EXCLUSIVE,
              "pg_repack with an order, or nothing.",
              Check.on("ClusterStmt", RewriteRules::clustered)),
          Checked.warn(
              "REFRESH_WITHOUT_CONCURRENTLY",
              "A materialized view is filled anew, and its reads wait.",
              TableLock.ACCESS_EXCLUSIVE,
              "REFRESH MATERIALIZED VIEW CONCURRENTLY, which needs a unique index on it.",
              Check.on("RefreshMatViewStmt", RewriteRules::refreshed)),
          Checked.warn(
              "TABLE_REWRITTEN",
              "SET LOGGED, UNLOGGED, TABLESPACE or ACCESS METHOD writes the table anew.",
              TableLock.ACCESS_EXCLUSIVE,
              "A new table, filled in batches, and a swap of the names.",
              RewriteRules::rewritten));

  private RewriteRules() {}

  private static void vacuumFull(Step step, Hits hits) {
    List<Name> tables =
        step.node().list("rels").stream().map(rel -> Name.of(rel.at("relation"))).toList();
    boolean onlyNew = !tables.isEmpty() && tables.stream().allMatch(step::isNew);
    if (step.option("options", "full") && !onlyNew) {
      hits.add(
          TableLock.ACCESS_EXCLUSIVE,
          "%s is locked against reads and writes while it is written anew."
              .formatted(tables.isEmpty() ? "One table after another" : tables.getFirst()),
          "VACUUM (ANALYZE)%s;".formatted(tables.isEmpty() ? "" : " " + tables.getFirst()));
    }
  }

  private static void clustered(Step step, Hits hits) {
    if (!step.isNew(step.table())) {
      hits.add(
          TableLock.ACCESS_EXCLUSIVE,
          "%s is locked against reads and writes while it is written anew."
              .formatted(step.node().has("relation") ? step.table() : "One table after another"),
          "pg_repack -t %s, which locks it for moments only".formatted(step.table()));
    }
  }

  private static void refreshed(Step step, Hits hits) {
    if (!step.node().flag("concurrent")
        && !step.node().flag("skipData")
        && !step.isNew(step.table())) {
      hits.add(
          TableLock.ACCESS_EXCLUSIVE,
          "Reads of %s wait until its query is done.".formatted(step.table()),
          "REFRESH MATERIALIZED VIEW CONCURRENTLY %s; which needs a unique index on it"
              .formatted(step.table()));
    }
  }

  private static void rewritten(Step step, Hits hits) {
    for (Alteration part : step.alterations()) {
      if (Scans.rewrites(part) && !step.isNew(part.table())) {
        hits.add(
            TableLock.ACCESS_EXCLUSIVE,
            "%s is locked against reads and writes while it is written anew."
                .formatted(part.table()),
            "CREATE TABLE … (LIKE %s INCLUDING ALL) as it shall be, fill it in batches, swap the names"
                .formatted(part.table()));
      }
    }
  }
}
