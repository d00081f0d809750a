package io.drover.localstack.compare;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads rows, sequences, large objects and database properties by SQL. */
final class DatabaseContents {
  static final String ROWS = "rows of ";

  // Text forms depend on these; the empty search_path makes names in values (regclass) fully
  // qualified.
  private static final String STABLE_SESSION =
      """
      SET datestyle = 'ISO, YMD'; SET intervalstyle = 'postgres'; SET extra_float_digits = 3; SET timezone = 'UTC';
      SET bytea_output = 'hex'; SET lc_monetary = 'C'; SET search_path = ''; SET row_security = off;
      SET statement_timeout = 0; SET lock_timeout = '60s'; SET idle_in_transaction_session_timeout = 0;
      SET client_encoding = 'UTF8'
      """;

  private static final String RELATIONS =
      """
      SELECT c.oid::regclass::text, c.relkind = 'S' FROM pg_catalog.pg_class c
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind IN ('r', 'm', 'S') AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
      ORDER BY 1
      """;

  // In pieces of 16 MiB, as a value cannot be larger than 1 GB.
  private static final String LARGE_OBJECTS =
      """
      SELECT 'large object ' || m.oid,
        (SELECT 'md5 ' || md5(string_agg(md5(lo_get(m.oid, piece << 24, 16777216)), '' ORDER BY piece))
          FROM generate_series(0::bigint, coalesce(
            (SELECT max(pageno) FROM pg_catalog.pg_largeobject p WHERE p.loid = m.oid), 0)::bigint * 2048 >> 24) piece)
        || ', owner ' || pg_get_userbyid(m.lomowner) || ', privileges '
        || (SELECT string_agg(a::text, ' ' ORDER BY a::text COLLATE "C")
            FROM unnest(coalesce(m.lomacl, acldefault('L', m.lomowner))) a)
        || ', comment ' || coalesce(obj_description(m.oid, 'pg_largeobject'), '')
      FROM pg_catalog.pg_largeobject_metadata m
      """;

  private static final String PROPERTIES =
      """
      WITH this AS (SELECT * FROM pg_catalog.pg_database WHERE datname = current_database())
      SELECT 'database encoding', pg_encoding_to_char(encoding) FROM this
      UNION ALL SELECT 'database collation', datcollate FROM this
      UNION ALL SELECT 'database character classes', datctype FROM this
      UNION ALL SELECT 'database owner', pg_get_userbyid(datdba) FROM this
      UNION ALL SELECT 'database connection limit', datconnlimit::text FROM this
      UNION ALL SELECT 'database comment', coalesce(shobj_description(oid, 'pg_database'), '') FROM this
      UNION ALL SELECT 'database privileges', (SELECT string_agg(a::text, ' ' ORDER BY a::text COLLATE "C")
          FROM unnest(coalesce(datacl, acldefault('d', datdba))) a) FROM this
      UNION ALL SELECT 'database setting of '
          || CASE setrole WHEN 0 THEN 'all roles' ELSE pg_get_userbyid(setrole) END || ': ' || split_part(s, '=', 1), s
        FROM pg_catalog.pg_db_role_setting JOIN this ON setdatabase = this.oid, unnest(setconfig) s
      """;

  private record Relation(String name, boolean isSequence) {}

  private DatabaseContents() {}

  /** Begins a transaction whose snapshot others can use by the name returned. */
  static String openSnapshot(Connection connection) throws SQLException {
    connection.setAutoCommit(true);
    try (Statement statement = connection.createStatement()) {
      statement.execute(STABLE_SESSION);
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      connection.setAutoCommit(false);
      return text(statement, "SELECT pg_catalog.pg_export_snapshot()");
    }
  }

  static SortedMap<String, String> read(Connection connection) throws SQLException {
    SortedMap<String, String> facts = new TreeMap<>();
    try (Statement statement = connection.createStatement()) {
      for (Relation relation : relations(statement)) {
        if (relation.isSequence()) {
          String state =
              "SELECT last_value || CASE WHEN is_called THEN ' used' ELSE ' unused' END FROM ";
          facts.put("sequence " + relation.name(), text(statement, state + relation.name()));
        } else {
          facts.put(ROWS + relation.name(), text(statement, countAndHash(relation.name())));
        }
      }
      putAll(facts, statement, LARGE_OBJECTS);
      putAll(facts, statement, PROPERTIES);
    }
    return facts;
  }

  private static String countAndHash(String relation) {
    return """
        SELECT count(*) || ' rows, hash ' || coalesce(sum(h), 0)
        FROM (SELECT pg_catalog.hashtextextended(t::text COLLATE "C", 0)::numeric AS h FROM ONLY %s t) hashes
        """
        .formatted(relation);
  }

  private static List<Relation> relations(Statement statement) throws SQLException {
    List<Relation> relations = new ArrayList<>();
    try (ResultSet rows = statement.executeQuery(RELATIONS)) {
      while (rows.next()) {
        relations.add(new Relation(rows.getString(1), rows.getBoolean(2)));
      }
    }
    return relations;
  }

  private static void putAll(SortedMap<String, String> facts, Statement statement, String sql)
      throws SQLException {
    try (ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        facts.put(rows.getString(1), rows.getString(2));
      }
    }
  }

  private static String text(Statement statement, String sql) throws SQLException {
    try (ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return String.valueOf(rows.getString(1));
    }
  }
}
