package io.drover.system.checker;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A removal is told by one fact and one tombstone, and the backup is gone; a backup that was there
 * is gone only if that is told; the end of a retention counts what its life tells.
 */
final class TrueRemovals implements Invariant {
  @Override
  public List<String> violations(Evidence evidence) throws Exception {
    List<String> found = new ArrayList<>();
    Set<String> present = new Repository(evidence.scene().repository()).manifests().keySet();
    TreeMap<String, Integer> facts = new TreeMap<>();
    removals(evidence).forEach(id -> facts.merge(id, 1, Integer::sum));
    TreeMap<String, Integer> tombstones = new TreeMap<>();
    for (RawRecord each : evidence.topic("backups")) {
      if (each.value() == null) {
        tombstones.merge(each.keyText(), 1, Integer::sum);
      }
    }
    facts.forEach(
        (id, times) -> {
          if (times != 1) {
            found.add("the removal of " + id + " is told " + times + " times");
          }
          if (present.contains(id)) {
            found.add("the backup " + id + " is told to be removed and is there");
          }
        });
    if (!facts.equals(tombstones)) {
      found.add("facts tell the removals " + facts + ", tombstones " + tombstones);
    }
    for (String given : evidence.scene().givenBackups()) {
      if (!present.contains(given) && !facts.containsKey(given)) {
        found.add("the backup " + given + " is gone and nobody told");
      }
    }
    evidence.ends().values().forEach(end -> counted(evidence, end, found));
    return found;
  }

  /** Backups whose removal is told. */
  static Set<String> told(Evidence evidence) {
    return new TreeSet<>(removals(evidence));
  }

  private static List<String> removals(Evidence evidence) {
    return evidence.facts().keySet().stream()
        .flatMap(operation -> evidence.life(operation).stream())
        .filter(TrueRemovals::isRemoval)
        .map(fact -> fact.text("backupId"))
        .collect(Collectors.toList());
  }

  /** That of a copy is told for itself and takes nothing from the catalogue. */
  private static boolean isRemoval(Fact fact) {
    return fact.type().equals("BackupRemoved") && fact.text("copyRepository").equals("null");
  }

  private static void counted(Evidence evidence, Fact end, List<String> found) {
    if (!end.type().equals("MaintenanceSucceeded")) {
      return;
    }
    long stated = evidence.life(end.operation()).stream().filter(TrueRemovals::isRemoval).count();
    if (!end.text("removedCount").equals(String.valueOf(stated))) {
      found.add(end + " counts " + end.text("removedCount") + " and its life tells " + stated);
    }
  }
}
