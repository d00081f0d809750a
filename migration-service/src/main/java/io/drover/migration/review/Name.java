package io.drover.migration.review;

import io.drover.migration.review.parser.Node;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The name of a table or another object in a schema. The schema public is taken for the one that
 * unqualified names lie in, as no search path is known.
 *
 * @param schema empty for public and for none
 */
record Name(String schema, String name) {
  private static final Pattern PLAIN = Pattern.compile("[a-z_][a-z0-9_]*");

  /** Reserved words, and those that may name no table (manual, appendix C). */
  static final Set<String> RESERVED =
      Set.of(
          ("all analyse analyze and any array as asc asymmetric authorization binary both case cast"
                  + " check collate collation column concurrently constraint create cross"
                  + " current_catalog current_date current_role current_schema current_time"
                  + " current_timestamp current_user default deferrable desc distinct do else end"
                  + " except false fetch for foreign freeze from full grant group having ilike in"
                  + " initially inner intersect into is isnull join lateral leading left like limit"
                  + " localtime localtimestamp natural not notnull null offset on only or order"
                  + " outer overlaps placing primary references returning right select session_user"
                  + " similar some symmetric system_user table tablesample then to trailing true"
                  + " union unique user using variadic verbose when where window with")
              .split(" "));

  static final Name NONE = new Name("", "");

  Name {
    schema = schema.equals("public") ? "" : schema;
  }

  /** Of a {@code RangeVar}. */
  static Name of(Node relation) {
    return new Name(relation.text("schemaname"), relation.text("relname"));
  }

  /** Of a qualified name; a database before the schema is left out. */
  static Name of(List<String> parts) {
    return switch (parts.size()) {
      case 0 -> NONE;
      case 1 -> new Name("", parts.getFirst());
      default -> new Name(parts.get(parts.size() - 2), parts.getLast());
    };
  }

  /** Another name in the same schema. */
  Name sibling(String other) {
    return new Name(schema, other);
  }

  /** As SQL. */
  @Override
  public String toString() {
    return schema.isEmpty() ? quoted(name) : quoted(schema) + "." + quoted(name);
  }

  static String quoted(String identifier) {
    return PLAIN.matcher(identifier).matches() && !RESERVED.contains(identifier)
        ? identifier
        : '"' + identifier.replace("\"", "\"\"") + '"';
  }

  /** A list of columns as SQL. */
  static String quoted(List<String> identifiers) {
    return String.join(", ", identifiers.stream().map(Name::quoted).toList());
  }
}
