package io.drover.monitor.alert;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * All that holds at a moment.
 *
 * @param conditions at most one of each name and subject
 * @param unseen databases and servers whose checks could not be made: alerts of checks about them
 *     stay as they are
 */
public record Findings(List<Condition> conditions, Set<About> unseen) {
  public Findings {
    conditions = List.copyOf(conditions);
    unseen = Set.copyOf(unseen);
  }

  /** Conditions where all could be seen. */
  public static Findings of(List<Condition> conditions) {
    return new Findings(conditions, Set.of());
  }

  /** Both together. */
  public Findings and(Findings others) {
    List<Condition> all = new ArrayList<>(conditions);
    all.addAll(others.conditions);
    Set<About> blind = new HashSet<>(unseen);
    blind.addAll(others.unseen);
    return new Findings(all, blind);
  }
}
