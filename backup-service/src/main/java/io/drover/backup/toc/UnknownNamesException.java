package io.drover.backup.toc;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** A selection names what the dump does not hold. Its message is a sentence for a person. */
public final class UnknownNamesException extends Exception {
  private static final int CLOSE_AT_MOST = 3;
  private static final int EDITS_AT_MOST = 2;

  private UnknownNamesException(String message) {
    super(message);
  }

  static void require(Selection selection, Set<String> schemas, Set<QualifiedName> relations)
      throws UnknownNamesException {
    List<String> unknown = new ArrayList<>();
    for (String schema : selection.schemas()) {
      if (!schemas.contains(schema)) {
        unknown.add("schema " + schema + close(schema, schemas));
      }
    }
    for (QualifiedName name : selection.relations()) {
      if (!relations.contains(name)) {
        Set<String> all = new java.util.TreeSet<>();
        relations.forEach(each -> all.add(each.toString()));
        unknown.add("table " + name + close(name.toString(), all));
      }
    }
    if (!unknown.isEmpty()) {
      throw new UnknownNamesException(
          "The backup holds no " + String.join(", and no ", unknown) + ".");
    }
  }

  private static String close(String wanted, Collection<String> existing) {
    List<String> close =
        existing.stream().filter(each -> isClose(wanted, each)).limit(CLOSE_AT_MOST).toList();
    return close.isEmpty() ? "" : " (but " + String.join(", ", close) + ")";
  }

  /** The same but for case, two letters, or the schema. */
  private static boolean isClose(String wanted, String existing) {
    String one = wanted.toLowerCase(Locale.ROOT);
    String other = existing.toLowerCase(Locale.ROOT);
    return bare(one).equals(bare(other)) || edits(one, other) <= EDITS_AT_MOST;
  }

  private static String bare(String name) {
    return name.substring(name.lastIndexOf('.') + 1);
  }

  /** Letters to add, leave out or change: Levenshtein's distance, row by row. */
  private static int edits(String one, String other) {
    int[] row = new int[other.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= one.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int changed = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(changed, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[other.length()];
  }
}
