package io.drover.backup.toc;

import java.util.List;

/**
 * What of a dump is asked for; nothing at all means everything.
 *
 * @param schemas exact names
 * @param relations tables, views, materialised views, foreign tables and sequences
 */
public record Selection(List<String> schemas, List<QualifiedName> relations) {
  /** Everything. */
  public static final Selection ALL = new Selection(List.of(), List.of());

  /** Copies the lists. */
  public Selection {
    schemas = List.copyOf(schemas);
    relations = List.copyOf(relations);
  }

  /** Whether it is everything. */
  public boolean isAll() {
    return schemas.isEmpty() && relations.isEmpty();
  }
}
