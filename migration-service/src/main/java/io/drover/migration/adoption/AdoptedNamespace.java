package io.drover.migration.adoption;

import io.drover.migration.source.MigrationSources;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** What of a database belongs to the namespace that is adopted. */
final class AdoptedNamespace {
  private AdoptedNamespace() {}

  /** The schemas that are its own; empty for all of the database. */
  static List<String> schemas(Connection connection, MigrationSources sources, String namespace)
      throws SQLException {
    if (sources.all().size() == 1) {
      return List.of();
    }
    List<String> named = sources.of(namespace).namespace().schemas();
    if (!named.isEmpty()) {
      return named;
    }
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT current_schema()")) {
      row.next();
      return List.of(row.getString(1));
    }
  }
}
