package io.drover.migration.rehearsal;

import io.drover.migration.execution.HistoryTable;
import io.drover.migration.source.MigrationSource;
import io.drover.migration.source.MigrationSources;
import io.drover.service.target.MigrationNamespace;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * What migrations keep their history in, which no script is about.
 *
 * @param names with their schemas, quoted
 */
record OwnTables(List<String> names) {
  OwnTables {
    names = List.copyOf(names);
  }

  /** Those of all namespaces. */
  static OwnTables of(MigrationSources sources, Connection connection) throws SQLException {
    List<String> names = new ArrayList<>();
    for (MigrationSource source : sources.all()) {
      MigrationNamespace namespace = source.namespace();
      HistoryTable table =
          new HistoryTable(
                  namespace.schemas().isEmpty() ? null : namespace.schemas().getFirst(),
                  namespace.table())
              .qualified(connection);
      names.add(table.history());
      names.add(table.steps());
    }
    return new OwnTables(names);
  }

  /** Their identities, those that are there, as a query. */
  String oids(Statement statement) throws SQLException {
    List<String> quoted = new ArrayList<>();
    for (String name : names) {
      quoted.add("(" + statement.enquoteLiteral(name) + ")");
    }
    return "SELECT oid FROM (SELECT pg_catalog.to_regclass(name)::oid FROM (VALUES "
        + String.join(", ", quoted)
        + ") own (name)) found (oid) WHERE oid IS NOT NULL";
  }
}
