package io.drover.migration.schema;

import java.util.List;
import java.util.stream.Stream;

/**
 * A question to the catalogues: kind, name and definition of objects. Its parameters are the
 * schemas and the tables that are left out, both as arrays of object ids.
 *
 * @param ofSchemas whether the objects belong to schemas
 */
record CatalogueQuery(String sql, boolean ofSchemas) {
  private static final String PRELUDE =
      """
      WITH given AS (SELECT ?::oid[] AS schemas, ?::oid[] AS skipped),
      relation AS (
        SELECT c.*, format('%I.%I', n.nspname, c.relname) AS name
          FROM given, pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
         WHERE c.relnamespace = ANY (schemas) AND c.oid <> ALL (skipped)
           AND NOT EXISTS (SELECT FROM pg_depend d
                            WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid
                              AND d.deptype = 'e'))
      """;

  static CatalogueQuery ofSchemas(String sql) {
    return new CatalogueQuery(PRELUDE + sql, true);
  }

  static CatalogueQuery ofDatabase(String sql) {
    return new CatalogueQuery(PRELUDE + sql, false);
  }

  /** All of them; what others are made of comes first. */
  static List<CatalogueQuery> inOrder() {
    return Stream.of(TypeQueries.ALL, TableQueries.ALL, CodeQueries.ALL)
        .flatMap(List::stream)
        .toList();
  }
}
