package io.drover.backup.content;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A hash of all rows of a table that does not depend on their order, made by the server in the one
 * pass that counts them.
 *
 * <p>A row's values are written as text, as they are in a dump, so a dump and its restore keep
 * them. Of each text the server makes two 64-bit hashes of different seeds, and sums them up
 * exactly: a row that is missing, added or changed goes unnoticed once in 2^128. It is made against
 * decay and mistakes; against forgers the archive has its SHA-256. Settings that shape text are
 * pinned. Columns count by name, as a restore may order those of an inheriting table anew.
 * Generated columns are left out: a dump holds none of their values. The hash functions are those
 * of hash partitions, whose results differ between machines of different byte order.
 */
public final class ContentHash {
  private static final String FORM = "sum64x2:";

  private static final String PINS =
      """
      SELECT set_config(s.name, pinned.value, false)
      FROM pg_catalog.pg_settings s JOIN (VALUES ('DateStyle', 'ISO, MDY'), ('IntervalStyle', 'postgres'),
        ('TimeZone', 'UTC'), ('extra_float_digits', '3'), ('bytea_output', 'hex'), ('lc_monetary', 'C'),
        ('quote_all_identifiers', 'off')) AS pinned (name, value) ON lower(s.name) = lower(pinned.name)
      """;

  private static final String COLUMNS =
      """
      SELECT n.nspname, c.relname, string_agg(
          format('t.%I', a.attname), ', ' ORDER BY a.attname COLLATE "C") FILTER (WHERE a.attname IS NOT NULL)
      FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        LEFT JOIN pg_catalog.pg_attribute a
          ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
      WHERE c.relkind = 'r' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
      GROUP BY n.nspname, c.relname
      """;

  // The zeros at the end of a page and pages of nothing else are holes, which a dump fills; the
  // size tells of them all the same.
  private static final String LARGE_OBJECTS =
      """
      SELECT '%1$s' || coalesce(sum(hashtextextended(r, 0)), 0) || ':' || coalesce(sum(hashtextextended(r, 1)), 0)
      FROM (
        SELECT format('%%s %%s %%s', loid, pageno, rtrim(encode(data, 'hex'), '0')) COLLATE "C" AS r
        FROM pg_catalog.pg_largeobject WHERE rtrim(encode(data, 'hex'), '0') <> ''
        UNION ALL
        SELECT format('%%s size %%s', loid, max(pageno::bigint * 2048 + octet_length(data))) COLLATE "C"
        FROM pg_catalog.pg_largeobject GROUP BY loid
        OFFSET 0) AS pages
      """
          .formatted(FORM);

  private record Name(String schema, String name) {}

  private final Map<Name, String> columns;
  private final Predicate<Table> wanted;

  private ContentHash(Map<Name, String> columns, Predicate<Table> wanted) {
    this.columns = columns;
    this.wanted = wanted;
  }

  /**
   * Pins the session's settings and looks the columns up.
   *
   * @param wanted which tables are hashed
   */
  public static ContentHash prepare(Connection connection, Predicate<Table> wanted)
      throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(PINS);
    }
    Map<Name, String> columns = new HashMap<>();
    Sql.query(
            connection,
            COLUMNS,
            row ->
                Map.entry(
                    new Name(row.getString(1), row.getString(2)),
                    row.getString(3) == null ? "" : row.getString(3)))
        .forEach(entry -> columns.put(entry.getKey(), entry.getValue()));
    return new ContentHash(columns, wanted);
  }

  /** A query for number and hash of the rows; empty when the table is not to be hashed. */
  Optional<String> query(Table table) {
    @Nullable String row = columns.get(new Name(table.schema(), table.name()));
    if (row == null || !wanted.test(table)) {
      return Optional.empty();
    }
    // OFFSET 0 keeps the planner from writing the row as text once for each hash.
    return Optional.of(
        "SELECT count(*), '%s' || coalesce(sum(hashtextextended(r, 0)), 0) || ':' ||"
                .formatted(FORM)
            + " coalesce(sum(hashtextextended(r, 1)), 0) FROM (SELECT ROW("
            + row
            + ")::text COLLATE \"C\" AS r FROM ONLY "
            + table.quoted()
            + " AS t OFFSET 0) AS row_texts");
  }

  /**
   * The hash of all large objects; empty where the user may not read them otherwise than one by
   * one.
   */
  public Optional<String> largeObjects(Connection connection) throws SQLException {
    String readable = "SELECT has_table_privilege('pg_catalog.pg_largeobject', 'SELECT')";
    return Sql.query(connection, readable, row -> row.getBoolean(1)).getFirst()
        ? Sql.query(connection, LARGE_OBJECTS, row -> row.getString(1)).stream().findFirst()
        : Optional.empty();
  }
}
