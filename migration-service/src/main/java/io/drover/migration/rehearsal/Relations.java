package io.drover.migration.rehearsal;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The relations of a database that are its users' own, as one session sees them at one moment:
 * without catalogues, temporary tables and what migrations keep their history in.
 *
 * @param byOid every one
 */
record Relations(Map<Long, Relation> byOid) {
  /** Looks at no relation itself, and so waits for none that is locked. */
  private static final String READ =
      """
      SELECT c.oid::bigint, pg_catalog.format('%I.%I', n.nspname, c.relname), c.relfilenode::bigint,
             c.relkind = 'S'
      FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      LEFT JOIN pg_catalog.pg_index i ON i.indexrelid = c.oid
      WHERE c.relkind IN ('r', 'p', 'm', 'v', 'f', 'S', 'i', 'I')
        AND n.nspname <> 'information_schema' AND NOT starts_with(n.nspname::text, 'pg_')
        AND coalesce(i.indrelid, c.oid) NOT IN
      """;

  Relations {
    byOid = Map.copyOf(byOid);
  }

  /** By a statement without parameters: a script may have thrown away what is prepared. */
  static Relations read(Connection connection, OwnTables own) throws SQLException {
    Map<Long, Relation> found = new HashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(READ + "(" + own.oids(statement) + ")")) {
      while (row.next()) {
        found.put(
            row.getLong(1),
            new Relation(row.getLong(1), row.getString(2), row.getLong(3), row.getBoolean(4)));
      }
    }
    return new Relations(found);
  }

  /**
   * Names of those whose file is another one now: by their identity, or by their name where others
   * have taken their place, as a concurrent reindex does.
   */
  Set<String> rewrittenIn(Relations now) {
    Map<String, Relation> byName =
        now.byOid.values().stream()
            .collect(Collectors.toMap(Relation::name, Function.identity(), (one, _) -> one));
    Set<String> names = new TreeSet<>();
    for (Relation old : byOid.values()) {
      @Nullable Relation same = now.byOid.getOrDefault(old.oid(), byName.get(old.name()));
      if (same != null && !old.sequence() && same.file() != old.file()) {
        names.add(old.name());
      }
    }
    return names;
  }

  /** Those of this that are still there, with the names that they have in this. */
  Relations asIn(Relations now) {
    Map<Long, Relation> still = new HashMap<>();
    byOid.forEach(
        (oid, old) -> {
          @Nullable Relation same = now.byOid.get(oid);
          if (same != null) {
            still.put(oid, same.named(old.name()));
          }
        });
    return new Relations(still);
  }
}
