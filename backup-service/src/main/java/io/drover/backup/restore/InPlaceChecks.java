package io.drover.backup.restore;

import io.drover.backup.content.Sql;
import io.drover.backup.repository.Manifest.TableRows;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Statements that the transaction of a restore in place ends with: each one is an error, and with
 * it nothing has happened, when something is not as it should be. The server gives such an error
 * for a text that is no number, so the text is what it says.
 */
final class InPlaceChecks {
  /** How each of these errors begins. */
  static final String SIGN = "drover: ";

  private static final int AT_ONCE = 100;

  private static final String FAIL =
      "SELECT (" + Quoted.literal(SIGN) + " || string_agg(why, ', '))::int FROM (%s) found";

  /** A row that this transaction has written bears its number. */
  private static final String OWN_ROWS = " WHERE xmin::text::bigint = txid_current() %% 4294967296";

  // The operators are the constraint's own: with an empty search_path no other would be found.
  private static final String FOREIGN_KEYS =
      """
      SELECT format(
        'SELECT %L AS why WHERE EXISTS (SELECT FROM %s child WHERE %s AND NOT EXISTS (SELECT FROM %s parent WHERE %s))',
        k.conrelid::regclass || ' has rows that refer to nothing by ' || k.conname,
        k.conrelid::regclass, string_agg(format('child.%I IS NOT NULL', c.attname), ' AND '),
        k.confrelid::regclass,
        string_agg(format('parent.%I OPERATOR(%I.%s) child.%I', p.attname, n.nspname, o.oprname, c.attname), ' AND '))
      FROM pg_catalog.pg_constraint k
      CROSS JOIN unnest(k.conkey, k.confkey, k.conpfeqop) AS pair (child, parent, operator)
      JOIN pg_catalog.pg_attribute c ON c.attrelid = k.conrelid AND c.attnum = pair.child
      JOIN pg_catalog.pg_attribute p ON p.attrelid = k.confrelid AND p.attnum = pair.parent
      JOIN pg_catalog.pg_operator o ON o.oid = pair.operator
      JOIN pg_catalog.pg_namespace n ON n.oid = o.oprnamespace
      WHERE k.contype = 'f' AND k.convalidated
        AND k.conrelid::regclass::text = ANY (string_to_array(?, chr(1)))
      GROUP BY k.oid, k.conrelid, k.confrelid, k.conname
      """;

  private InPlaceChecks() {}

  /**
   * That each table has the rows of the backup.
   *
   * @param added whether other rows may be there too
   */
  static List<String> rows(Connection inside, List<TableRows> expected, boolean added)
      throws SQLException {
    List<String> counts = new ArrayList<>();
    for (TableRows rows : expected.stream().filter(TableRows::exact).toList()) {
      String wanted = Long.toString(rows.rows());
      counts.add(
          Sql.format(
              inside,
              "SELECT %L || (' has ' || rows || ' rows instead of %s') AS why FROM (SELECT count(*)"
                  + " AS rows FROM ONLY %I.%I"
                  + (added ? OWN_ROWS : "")
                  + ") counted WHERE rows <> %s",
              rows.schema() + "." + rows.name(),
              wanted,
              rows.schema(),
              rows.name(),
              wanted));
    }
    return statements(counts);
  }

  /** That no row refers to nothing, where triggers did not see to it. */
  static List<String> foreignKeys(Connection inside, List<TableRows> filled) throws SQLException {
    try (var statement = inside.createStatement()) {
      // Names as regclass writes them are full with an empty path.
      statement.execute("SET search_path = ''");
    }
    List<String> names = new ArrayList<>();
    for (TableRows rows : filled) {
      names.add(Sql.format(inside, "%I.%I", rows.schema(), rows.name()));
    }
    return statements(
        Sql.query(inside, FOREIGN_KEYS, row -> row.getString(1), String.join("\1", names)));
  }

  private static List<String> statements(List<String> findings) {
    List<String> statements = new ArrayList<>();
    for (int from = 0; from < findings.size(); from += AT_ONCE) {
      List<String> some = findings.subList(from, Math.min(findings.size(), from + AT_ONCE));
      statements.add(FAIL.formatted(String.join(" UNION ALL ", some)));
    }
    return statements;
  }
}
