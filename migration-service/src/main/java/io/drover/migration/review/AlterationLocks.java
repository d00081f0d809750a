package io.drover.migration.review;

import io.drover.migration.review.parser.Node;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/** The locks of ALTER TABLE: the strongest that any of its parts needs (manual, ALTER TABLE). */
final class AlterationLocks {
  private static final Set<String> MILD =
      Set.of(
          "ValidateConstraint",
          "SetStatistics",
          "SetOptions",
          "ResetOptions",
          "SetRelOptions",
          "ResetRelOptions",
          "ClusterOn",
          "DropCluster",
          "AttachPartition");

  private static final Set<String> TRIGGERS =
      Set.of(
          "EnableTrig",
          "EnableAlwaysTrig",
          "EnableReplicaTrig",
          "DisableTrig",
          "EnableTrigAll",
          "DisableTrigAll",
          "EnableTrigUser",
          "DisableTrigUser");

  private AlterationLocks() {}

  static List<Locks.Held> of(Node statement) {
    List<Alteration> parts = Alteration.of(statement);
    if (parts.isEmpty()) {
      return List.of();
    }
    List<Locks.Held> held = new ArrayList<>();
    parts.stream()
        .map(AlterationLocks::of)
        .max(Comparator.naturalOrder())
        .ifPresent(lock -> held.add(new Locks.Held(parts.getFirst().table(), lock)));
    parts.forEach(part -> held.addAll(others(part)));
    return held;
  }

  static TableLock of(Alteration part) {
    String subtype = part.node().text("subtype").replaceFirst("^AT_", "");
    if (MILD.contains(subtype) || detachesConcurrently(part)) {
      return TableLock.SHARE_UPDATE_EXCLUSIVE;
    }
    if (TRIGGERS.contains(subtype) || part.adds("FOREIGN")) {
      return TableLock.SHARE_ROW_EXCLUSIVE;
    }
    return TableLock.ACCESS_EXCLUSIVE;
  }

  static boolean detachesConcurrently(Alteration part) {
    return part.is("DetachPartition") && part.definition().flag("concurrent");
  }

  private static List<Locks.Held> others(Alteration part) {
    List<Locks.Held> held = new ArrayList<>();
    if (part.is("AttachPartition") || part.is("DetachPartition")) {
      held.addAll(Locks.one(partition(part), TableLock.ACCESS_EXCLUSIVE));
    }
    part.node()
        .below(node -> node.has("pktable"))
        .forEach(key -> held.addAll(Locks.referenced(key)));
    return held;
  }

  static Name partition(Alteration part) {
    return Name.of(part.definition().at("name"));
  }
}
