package io.drover.migration.schema;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The schema of a database at one moment: each object with its definition, in PostgreSQL's own
 * words where it has any (manual, System Catalogs and System Information Functions). Immutable.
 *
 * <p>Not part of it are owners, privileges, comments, tablespaces, publications, versions of
 * extensions and what belongs to extensions, the order of a table's columns, and rows.
 */
public final class SchemaPicture {
  private static final String ALL_SCHEMAS =
      """
      SELECT coalesce(array_agg(n.oid), '{}')
        FROM pg_namespace n
       WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
         AND (?::text[] = '{}' OR n.nspname = ANY (?::text[]))
         AND NOT EXISTS (SELECT FROM pg_depend d
                          WHERE d.classid = 'pg_namespace'::regclass AND d.objid = n.oid
                            AND d.deptype = 'e')
      """;

  private static final String SKIPPED =
      """
      SELECT coalesce(array_agg(to_regclass(t)::oid) FILTER (WHERE to_regclass(t) IS NOT NULL), '{}')
        FROM unnest(?::text[]) AS t
      """;

  private final NavigableMap<SchemaObject, String> definitions;

  private SchemaPicture(NavigableMap<SchemaObject, String> definitions) {
    this.definitions = Collections.unmodifiableNavigableMap(definitions);
  }

  /**
   * Reads the schema in one transaction that reads only; the connection is as before afterwards.
   *
   * @param connection in autocommit
   * @param schemas names as they are; empty for every schema that is not PostgreSQL's own, and with
   *     them what belongs to no schema, such as extensions
   * @param without tables that are left out with all that belongs to them, quoted and each with its
   *     schema, as for SQL
   */
  public static SchemaPicture read(
      Connection connection, Collection<String> schemas, Collection<String> without)
      throws SQLException {
    if (!connection.getAutoCommit()) {
      throw new IllegalStateException("the connection is in a transaction");
    }
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY");
      // With nothing else on the path every name is written with its schema.
      statement.execute("SET LOCAL search_path = pg_catalog");
      return new SchemaPicture(objects(connection, schemas, without));
    } finally {
      if (!connection.isClosed()) {
        connection.rollback();
        connection.setAutoCommit(true);
      }
    }
  }

  private static NavigableMap<SchemaObject, String> objects(
      Connection connection, Collection<String> schemas, Collection<String> without)
      throws SQLException {
    String names = array(connection, schemas);
    String wanted = value(connection, ALL_SCHEMAS, names, names);
    String skipped = value(connection, SKIPPED, array(connection, without));
    var found = new TreeMap<SchemaObject, String>();
    List<CatalogueQuery> queries = CatalogueQuery.inOrder();
    for (int rank = 0; rank < queries.size(); rank++) {
      CatalogueQuery query = queries.get(rank);
      if (query.ofSchemas() || schemas.isEmpty()) {
        try (PreparedStatement statement = prepared(connection, query.sql(), wanted, skipped);
            ResultSet row = statement.executeQuery()) {
          while (row.next()) {
            @Nullable String definition = row.getString(3);
            found.put(
                new SchemaObject(rank, row.getString(1), row.getString(2)),
                definition == null ? "" : definition);
          }
        }
      }
    }
    return found;
  }

  private static String array(Connection connection, Collection<String> texts) throws SQLException {
    return connection.createArrayOf("text", texts.toArray()).toString();
  }

  private static String value(Connection connection, String sql, String... parameters)
      throws SQLException {
    try (PreparedStatement statement = prepared(connection, sql, parameters);
        ResultSet row = statement.executeQuery()) {
      row.next();
      return row.getString(1);
    }
  }

  private static PreparedStatement prepared(Connection connection, String sql, String... parameters)
      throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    for (int i = 0; i < parameters.length; i++) {
      statement.setString(i + 1, parameters[i]);
    }
    return statement;
  }

  NavigableMap<SchemaObject, String> definitions() {
    return definitions;
  }
}
