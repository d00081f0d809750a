package io.drover.migration.review;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.Set;

/**
 * What a database says of itself before scripts run there, as far as a statement may fail for it
 * that no script explains. Immutable.
 */
public final class Catalogue {
  /**
   * Partitioned tables and their indexes, and whether each relation of that name is one: no search
   * path is known here, so that only then a name without schema surely means one.
   */
  private static final String PARTITIONED =
      """
      SELECT nspname, relname, NOT EXISTS (
               SELECT FROM pg_catalog.pg_class other
               WHERE other.relname = c.relname AND other.relkind NOT IN ('p', 'I')) AS all_are
      FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = relnamespace
      WHERE relkind IN ('p', 'I')
      """;

  private final int server;
  private final Set<Name> partitioned;

  private Catalogue(int server, Set<Name> partitioned) {
    this.server = server;
    this.partitioned = Set.copyOf(partitioned);
  }

  /**
   * Of a database in which nothing is known to be.
   *
   * @param server major version of its server, as 17
   */
  public static Catalogue empty(int server) {
    return new Catalogue(server, Set.of());
  }

  /** Of the database at the other end, by one query. */
  public static Catalogue read(Connection connection) throws SQLException {
    Set<Name> partitioned = new HashSet<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(PARTITIONED)) {
      while (rows.next()) {
        Name name = new Name(rows.getString("nspname"), rows.getString("relname"));
        if (rows.getBoolean("all_are")) {
          partitioned.add(new Name("", name.name()));
        }
        if (!name.schema().isEmpty()) {
          partitioned.add(name);
        }
      }
    }
    return new Catalogue(connection.getMetaData().getDatabaseMajorVersion(), partitioned);
  }

  /** Major version of the server, as 17. */
  int server() {
    return server;
  }

  /** Partitioned tables and indexes, by each name that surely means one. */
  Set<Name> partitioned() {
    return partitioned;
  }
}
