package io.drover.migration.schema;

import io.drover.schemas.SchemaDifference;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * In what two schemas differ: what others are made of comes first, then by name. Immutable.
 *
 * <p>An object under another name is one that is gone and one that is new.
 */
public final class SchemaDifferences {
  /** Two schemas that are alike. */
  public static final SchemaDifferences NONE = new SchemaDifferences(List.of());

  private static final int LONGEST = 500;

  /** How much of what is equal stands before the first difference of two long definitions. */
  private static final int CONTEXT = 100;

  private record Difference(SchemaObject object, @Nullable String before, @Nullable String after) {}

  private final List<Difference> differences;

  private SchemaDifferences(List<Difference> differences) {
    this.differences = List.copyOf(differences);
  }

  /** What changed from one to the other, or is otherwise in the other. */
  public static SchemaDifferences between(SchemaPicture before, SchemaPicture after) {
    var objects = new TreeSet<>(before.definitions().keySet());
    objects.addAll(after.definitions().keySet());
    List<Difference> found = new ArrayList<>();
    for (SchemaObject object : objects) {
      @Nullable String was = before.definitions().get(object);
      @Nullable String is = after.definitions().get(object);
      if (was == null || !was.equals(is)) {
        found.add(new Difference(object, was, is));
      }
    }
    return new SchemaDifferences(found);
  }

  /** Without the extensions that only the second has. */
  public SchemaDifferences withoutAddedExtensions() {
    Predicate<Difference> added =
        each -> each.object().kind().equals("extension") && each.before() == null;
    return new SchemaDifferences(differences.stream().filter(added.negate()).toList());
  }

  public boolean isEmpty() {
    return differences.isEmpty();
  }

  /** How many there are. */
  public int count() {
    return differences.size();
  }

  /**
   * The first of them in the words of the contract.
   *
   * @param limit how many at most
   * @param mask hides secrets, which definitions may hold
   */
  public List<SchemaDifference> facts(int limit, UnaryOperator<String> mask) {
    return differences.stream().limit(limit).map(each -> fact(each, mask)).toList();
  }

  private static @Nullable String masked(@Nullable String text, UnaryOperator<String> mask) {
    return text == null ? null : mask.apply(text);
  }

  private static SchemaDifference fact(Difference difference, UnaryOperator<String> mask) {
    // Before anything is cut: a part of a secret would not be known as one.
    @Nullable String before = masked(difference.before(), mask);
    @Nullable String after = masked(difference.after(), mask);
    int from = before == null || after == null ? 0 : firstShown(before, after);
    return SchemaDifference.newBuilder()
        .setObject(cut(mask.apply(difference.object().text()), 0))
        .setChange(before == null ? "added" : after == null ? "removed" : "changed")
        .setBefore(before == null ? null : cut(before, from))
        .setAfter(after == null ? null : cut(after, from))
        .build();
  }

  /** Two long definitions that begin alike are shown from near the place where they part. */
  private static int firstShown(String before, String after) {
    if (before.length() <= LONGEST && after.length() <= LONGEST) {
      return 0;
    }
    int shortest = Math.min(before.length(), after.length());
    int same = 0;
    while (same < shortest && before.charAt(same) == after.charAt(same)) {
      same++;
    }
    return same + CONTEXT <= LONGEST ? 0 : same - CONTEXT;
  }

  private static String cut(String text, int from) {
    StringBuilder shown = new StringBuilder(LONGEST);
    if (from > 0) {
      shown.append('…');
    }
    int room = LONGEST - shown.length();
    int start = from > 0 && Character.isLowSurrogate(text.charAt(from)) ? from + 1 : from;
    if (text.length() - start <= room) {
      return shown.append(text, start, text.length()).toString();
    }
    int end = start + room - 1;
    if (Character.isHighSurrogate(text.charAt(end - 1))) {
      end--;
    }
    return shown.append(text, start, end).append('…').toString();
  }
}
