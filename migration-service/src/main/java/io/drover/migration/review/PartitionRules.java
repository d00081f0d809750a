package io.drover.migration.review;

import io.drover.migration.review.parser.Node;
import java.util.List;

/** Partitions that come and go. */
final class PartitionRules {
  static final List<Checked> ALL =
      List.of(
          Checked.info(
              "PARTITION_ATTACHED",
              "A table is attached as a partition: its rows are read, unless a valid check proves"
                  + " its bounds.",
              TableLock.ACCESS_EXCLUSIVE,
              "A valid CHECK of the same bounds before, to be dropped afterwards.",
              Check.altering("AttachPartition", PartitionRules::attached)),
          Checked.warn(
              "PARTITION_CREATED_IN_PLACE",
              "A partition is created of a table that was there, whose reads and writes wait.",
              TableLock.ACCESS_EXCLUSIVE,
              "CREATE TABLE … (LIKE …), then ATTACH PARTITION.",
              Check.on("CreateStmt", PartitionRules::created)),
          Checked.warn(
              "DETACH_WITHOUT_CONCURRENTLY",
              "A partition is detached, and reads and writes of all partitions wait.",
              TableLock.ACCESS_EXCLUSIVE,
              "DETACH PARTITION … CONCURRENTLY (PostgreSQL 14 and later) in a script of its own.",
              Check.altering("DetachPartition", PartitionRules::detached)));

  private PartitionRules() {}

  private static void attached(Step step, Alteration part, Hits hits) {
    Name partition = AlterationLocks.partition(part);
    if (!step.isNew(partition) && !step.schema().hasValidCheck(partition)) {
      hits.add(
          TableLock.ACCESS_EXCLUSIVE,
          "%s is locked while all its rows are checked against the bounds of %s, unless it has a valid check that proves them."
              .formatted(partition, part.table()),
          "ALTER TABLE %1$s ADD CONSTRAINT bounds CHECK (…) NOT VALID; in the next script ALTER TABLE %1$s VALIDATE CONSTRAINT bounds; then this, then DROP CONSTRAINT bounds"
              .formatted(partition));
    }
  }

  private static void created(Step step, Hits hits) {
    Node node = step.node();
    if (!node.has("partbound")) {
      return;
    }
    Name parent = Name.of(node.list("inhRelations").getFirst());
    if (!step.isNew(parent)) {
      hits.add(
          TableLock.ACCESS_EXCLUSIVE,
          "Reads and writes of %s wait for it, and it waits for each that is under way."
              .formatted(parent),
          "CREATE TABLE %1$s (LIKE %2$s INCLUDING DEFAULTS INCLUDING CONSTRAINTS); then ALTER TABLE %2$s ATTACH PARTITION %1$s …, which lets reads and writes go on"
              .formatted(step.table(), parent));
    }
  }

  private static void detached(Step step, Alteration part, Hits hits) {
    if (!AlterationLocks.detachesConcurrently(part)) {
      hits.add(
          TableLock.ACCESS_EXCLUSIVE,
          "Reads and writes of %s wait for it, and it waits for each that is under way."
              .formatted(part.table()),
          step.server() >= 14
              ? "ALTER TABLE %s DETACH PARTITION %s CONCURRENTLY; in a script of its own"
                  .formatted(part.table(), AlterationLocks.partition(part))
              : "PostgreSQL 13 has no other way: SET LOCAL lock_timeout = '2s'; before it.");
    }
  }
}
