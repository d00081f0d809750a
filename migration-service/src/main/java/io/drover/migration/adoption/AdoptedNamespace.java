package io.drover.migration.adoption;

import io.drover.migration.source.MigrationSource;
import io.drover.migration.source.MigrationSources;
import io.drover.schemas.FailureCode;
import io.drover.schemas.MigrateRequested;
import io.drover.service.operation.OperationFailure;
import io.drover.service.target.DatabaseEntry;
import io.drover.service.target.MigrationNamespace;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** Which namespace of a policy a request is about. */
final class AdoptedNamespace {
  private AdoptedNamespace() {}

  /**
   * Its name.
   *
   * @throws OperationFailure {@code INVALID_REQUEST}: none is named where there are several, or one
   *     that there is not
   */
  static String of(MigrateRequested command, DatabaseEntry database) throws OperationFailure {
    List<String> names =
        database.policy().migrations().namespaces().stream().map(MigrationNamespace::name).toList();
    String wanted = command.getNamespace();
    if (wanted.isEmpty() && names.size() == 1) {
      return names.getFirst();
    }
    if (!names.contains(wanted)) {
      throw OperationFailure.of(
          FailureCode.INVALID_REQUEST,
          "The request names "
              + (wanted.isEmpty() ? "no namespace" : "a namespace that there is not")
              + "; the migrations of "
              + database.name()
              + " have: "
              + String.join(", ", names)
              + ".",
          "./drover migrate " + database.name() + " --adopt --namespace " + names.getFirst());
    }
    return wanted;
  }

  static MigrationSource source(MigrationSources sources, String namespace) {
    return sources.all().stream()
        .filter(each -> each.namespace().name().equals(namespace))
        .findFirst()
        .orElseThrow();
  }

  /** The schemas that are its own; empty for all of the database. */
  static List<String> schemas(Connection connection, MigrationSources sources, String namespace)
      throws SQLException {
    if (sources.all().size() == 1) {
      return List.of();
    }
    List<String> named = source(sources, namespace).namespace().schemas();
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
