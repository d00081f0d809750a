package io.drover.localstack.compare;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Tells how two databases differ. */
public final class DatabaseComparison {
  private static final int LINES_SHOWN = 6;

  private DatabaseComparison() {}

  /** One readable line for each fact in which they differ, sorted; empty when they are equal. */
  public static List<String> between(DatabaseFingerprint expected, DatabaseFingerprint actual) {
    SortedSet<String> names = new TreeSet<>(expected.facts().keySet());
    names.addAll(actual.facts().keySet());
    List<String> differences = new ArrayList<>();
    for (String name : names) {
      String before = expected.facts().get(name);
      String after = actual.facts().get(name);
      if (!Objects.equals(before, after)) {
        differences.add(describe(name, before, after));
      }
    }
    return differences;
  }

  private static String describe(String name, @Nullable String before, @Nullable String after) {
    if (after == null) {
      return name + ": missing";
    }
    if (before == null) {
      return name + ": not expected";
    }
    return name + ": expected " + only(before, after) + ", found " + only(after, before);
  }

  /** The lines of one text that the other lacks; all of it when only their order differs. */
  private static String only(String text, String other) {
    Set<String> others = new HashSet<>(other.lines().toList());
    List<String> own =
        text.lines().filter(line -> !others.contains(line)).map(String::strip).toList();
    if (own.isEmpty()) {
      return text.isBlank() || new HashSet<>(text.lines().toList()).size() < others.size()
          ? "nothing there"
          : "another order";
    }
    return own.stream()
        .limit(LINES_SHOWN)
        .collect(Collectors.joining(" | ", "[", own.size() > LINES_SHOWN ? " | …]" : "]"));
  }
}
