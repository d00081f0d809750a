package io.drover.migration.rehearsal;

import io.drover.schemas.RelationSize;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Sizes of tables, each with its indexes, and of indexes, in bytes.
 *
 * @param bytes by name
 */
record Sizes(Map<String, Long> bytes) {
  /** A relation that is dropped meanwhile has no size. */
  private static final String READ =
      """
      SELECT pg_catalog.format('%I.%I', n.nspname, c.relname),
             CASE WHEN c.relkind = 'i' THEN pg_catalog.pg_relation_size(c.oid)
                  ELSE pg_catalog.pg_total_relation_size(c.oid) END
      FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      LEFT JOIN pg_catalog.pg_index i ON i.indexrelid = c.oid
      WHERE c.relkind IN ('r', 'm', 'i')
        AND n.nspname <> 'information_schema' AND NOT starts_with(n.nspname::text, 'pg_')
        AND coalesce(i.indrelid, c.oid) NOT IN
      """;

  private static final Comparator<RelationSize> GREATEST_CHANGE_FIRST =
      Comparator.comparingLong(
              (RelationSize each) ->
                  Math.abs(known(each.getBytesAfter()) - known(each.getBytesBefore())))
          .reversed()
          .thenComparing(RelationSize::getRelation);

  Sizes {
    bytes = Map.copyOf(bytes);
  }

  /** Waits for locks on them. */
  static Sizes read(Connection connection, OwnTables own) throws SQLException {
    Map<String, Long> found = new HashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(READ + "(" + own.oids(statement) + ")")) {
      while (row.next()) {
        long size = row.getLong(2);
        if (!row.wasNull()) {
          found.put(row.getString(1), size);
        }
      }
    }
    return new Sizes(found);
  }

  /** Those that are others afterwards, the greatest change first. */
  List<RelationSize> changesTo(Sizes after) {
    var names = new TreeSet<>(bytes.keySet());
    names.addAll(after.bytes.keySet());
    return names.stream()
        .filter(name -> !Objects.equals(bytes.get(name), after.bytes.get(name)))
        .map(name -> new RelationSize(name, bytes.get(name), after.bytes.get(name)))
        .sorted(GREATEST_CHANGE_FIRST)
        .toList();
  }

  private static long known(@Nullable Long size) {
    return size == null ? 0 : size;
  }
}
