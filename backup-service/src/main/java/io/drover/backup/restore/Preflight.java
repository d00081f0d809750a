package io.drover.backup.restore;

import io.drover.backup.content.Sql;
import io.drover.backup.repository.DatabaseProperties;
import io.drover.backup.repository.DatabaseProperties.Grant;
import io.drover.backup.repository.DatabaseProperties.Setting;
import io.drover.backup.repository.Manifest;
import io.drover.backup.repository.Manifest.Extension;
import io.drover.schemas.FailureCode;
import io.drover.service.operation.OperationFailure;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the server must have before a restore changes anything. */
final class Preflight {
  private Preflight() {}

  /**
   * Checks roles and extensions.
   *
   * @throws OperationFailure {@code MISSING_ROLE}, {@code MISSING_EXTENSION}: all that are missing,
   *     at once
   */
  static void check(Connection maintenance, Manifest manifest)
      throws SQLException, OperationFailure {
    Set<String> missingRoles =
        without(roles(manifest), names(maintenance, "SELECT rolname FROM pg_catalog.pg_roles"));
    if (!missingRoles.isEmpty()) {
      throw OperationFailure.of(
          FailureCode.MISSING_ROLE,
          "The server lacks roles that the backup needs: " + String.join(", ", missingRoles) + ".",
          missingRoles.stream().map(Preflight::createRole).collect(Collectors.joining(" ")));
    }
    Set<String> missingExtensions =
        without(
            manifest.extensions().stream().map(Extension::name).toList(),
            names(maintenance, "SELECT name FROM pg_catalog.pg_available_extensions"));
    if (!missingExtensions.isEmpty()) {
      String extensions = String.join(", ", missingExtensions);
      throw OperationFailure.of(
          FailureCode.MISSING_EXTENSION,
          "The server lacks extensions that the backup needs: " + extensions + ".",
          "Install the packages of " + extensions + " on the machine of the server.");
    }
  }

  private static List<String> roles(Manifest manifest) {
    DatabaseProperties properties = manifest.properties();
    List<Grant> acl = properties.acl() == null ? List.of() : properties.acl();
    return Stream.of(
            manifest.roles().stream(),
            Stream.of(properties.owner()),
            properties.settings().stream().map(Setting::role),
            acl.stream().flatMap(grant -> Stream.of(grant.grantor(), named(grant))))
        .flatMap(roles -> roles)
        .filter(Objects::nonNull)
        .filter(role -> !role.isEmpty())
        .toList();
  }

  private static String named(Grant grant) {
    return grant.grantee() == null ? "" : grant.grantee();
  }

  private static List<String> names(Connection connection, String sql) throws SQLException {
    return Sql.query(connection, sql, row -> row.getString(1));
  }

  private static Set<String> without(Collection<String> needed, Collection<String> existing) {
    Set<String> missing = new TreeSet<>(needed);
    missing.removeAll(new HashSet<>(existing));
    return missing;
  }

  private static String createRole(String role) {
    return "CREATE ROLE \"" + role.replace("\"", "\"\"") + "\";";
  }
}
