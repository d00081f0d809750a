package io.drover.migration.review;

import io.drover.migration.review.parser.Node;
import java.util.List;
import java.util.Set;

/**
 * A type as it stands in a script.
 *
 * @param name without pg_catalog, as varchar
 * @param modifiers such as the length; empty if there are none
 */
record ColumnType(String name, List<Long> modifiers, boolean array) {
  private static final Set<String> SERIALS =
      Set.of("serial", "serial2", "serial4", "serial8", "bigserial", "smallserial");
  private static final Set<String> WIDENED =
      Set.of("varchar", "varbit", "timestamp", "timestamptz", "time", "timetz");

  static ColumnType of(Node type) {
    List<String> names = type.names("names");
    String name = names.isEmpty() ? "" : names.getLast();
    return new ColumnType(
        name,
        type.list("typmods").stream().map(Node::integer).toList(),
        !type.list("arrayBounds").isEmpty());
  }

  boolean serial() {
    return SERIALS.contains(name);
  }

  /**
   * Whether PostgreSQL changes a column to the other type by its catalogue alone: binary-coercible
   * types and wider modifiers (manual, ALTER TABLE, Notes).
   */
  boolean becomesWithoutRewrite(ColumnType other) {
    if (equals(other)) {
      return true;
    }
    if (array || other.array) {
      return false;
    }
    return switch (name + " to " + other.name) {
      case "varchar to text", "cidr to inet" -> true;
      case "text to varchar" -> other.modifiers.isEmpty();
      case "numeric to numeric" -> holdsNumber(other);
      default -> name.equals(other.name) && WIDENED.contains(name) && holds(other);
    };
  }

  private boolean holds(ColumnType wider) {
    return wider.modifiers.isEmpty()
        || (!modifiers.isEmpty() && wider.modifiers.getFirst() >= modifiers.getFirst());
  }

  private boolean holdsNumber(ColumnType wider) {
    return wider.modifiers.isEmpty() || (holds(wider) && scale() == wider.scale());
  }

  private long scale() {
    return modifiers.size() < 2 ? 0 : modifiers.get(1);
  }
}
