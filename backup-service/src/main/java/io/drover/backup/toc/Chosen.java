package io.drover.backup.toc;

import java.util.List;
import java.util.Set;

/**
 * The entries of a dump that a selection stands for.
 *
 * @param own dumpIds of what was asked for and of what belongs to it
 * @param needed dumpIds of what those need from elsewhere
 * @param filled tables whose rows are among it
 * @param warnings what a person may miss, one sentence each
 */
public record Chosen(
    Set<Integer> own, Set<Integer> needed, Set<QualifiedName> filled, List<String> warnings) {
  /** Copies the collections. */
  public Chosen {
    own = Set.copyOf(own);
    needed = Set.copyOf(needed);
    filled = Set.copyOf(filled);
    warnings = List.copyOf(warnings);
  }

  /** Whether an entry is restored into a database that holds nothing yet. */
  public boolean holds(TocEntry entry) {
    return isOwn(entry) || needed.contains(entry.dumpId());
  }

  /** Whether an entry was asked for or belongs to what was. */
  public boolean isOwn(TocEntry entry) {
    return own.contains(entry.dumpId());
  }
}
