package io.drover.backup.restore;

import io.drover.backup.content.Sql;
import io.drover.backup.repository.DatabaseProperties;
import io.drover.backup.repository.DatabaseProperties.Grant;
import io.drover.backup.repository.DatabaseProperties.Setting;
import io.drover.backup.repository.Manifest;
import io.drover.schemas.FailureCode;
import io.drover.schemas.RestoreRequested;
import io.drover.service.operation.OperationFailure;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Roles of a backup in whose place others own, and are granted, what they did. */
final class RoleMapping {
  // The user itself owns what no dump gives an owner, such as extensions.
  private static final String STILL_NAMED =
      """
      SELECT DISTINCT r.rolname FROM pg_catalog.pg_shdepend s
      JOIN pg_catalog.pg_database d ON d.oid = s.dbid AND d.datname = current_database()
      JOIN pg_catalog.pg_roles r ON r.oid = s.refobjid
      WHERE s.refclassid = 'pg_catalog.pg_authid'::regclass AND r.rolname <> current_user ORDER BY 1
      """;

  private RoleMapping() {}

  /**
   * The mapping of a request.
   *
   * @throws OperationFailure {@code INVALID_REQUEST}: it maps a role that the backup does not name
   */
  static Map<String, String> of(RestoreRequested command, Manifest manifest)
      throws OperationFailure {
    Set<String> named = new TreeSet<>(Wanted.all(manifest).roles());
    Set<String> unknown = new TreeSet<>(command.getRoleMapping().keySet());
    unknown.removeAll(named);
    if (!unknown.isEmpty()) {
      throw OperationFailure.of(
          FailureCode.INVALID_REQUEST,
          "The backup names no role "
              + String.join(", ", unknown)
              + "; it names "
              + String.join(", ", named)
              + ".",
          "Send the request again under a new operationId with another roleMapping.");
    }
    return Map.copyOf(command.getRoleMapping());
  }

  static Set<String> mapped(List<String> roles, Map<String, String> mapping) {
    Set<String> mapped = new TreeSet<>();
    roles.forEach(role -> mapped.add(mapping.getOrDefault(role, role)));
    return mapped;
  }

  static DatabaseProperties mapped(DatabaseProperties properties, Map<String, String> mapping) {
    if (mapping.isEmpty()) {
      return properties;
    }
    @Nullable List<Grant> acl = properties.acl();
    List<Grant> grants =
        acl == null
            ? null
            : acl.stream()
                .map(
                    grant ->
                        new Grant(
                            mapping.getOrDefault(grant.grantor(), grant.grantor()),
                            mapped(grant.grantee(), mapping),
                            grant.privilege(),
                            grant.grantable()))
                .toList();
    List<Setting> settings =
        properties.settings().stream()
            .map(setting -> new Setting(mapped(setting.role(), mapping), setting.setting()))
            .toList();
    return properties
        .withOwner(mapping.getOrDefault(properties.owner(), properties.owner()), grants)
        .withSettings(settings);
  }

  private static @Nullable String mapped(@Nullable String role, Map<String, String> mapping) {
    return role == null ? null : mapping.getOrDefault(role, role);
  }

  /**
   * Makes sure, by the catalogue, that nothing in a restored database names a role that another one
   * was to take the place of.
   *
   * @throws OperationFailure {@code VERIFICATION_MISMATCH}
   */
  static void check(Connection restored, Map<String, String> mapping)
      throws SQLException, OperationFailure {
    if (mapping.isEmpty()) {
      return;
    }
    List<String> left = new ArrayList<>(Sql.query(restored, STILL_NAMED, row -> row.getString(1)));
    left.retainAll(mapping.keySet());
    left.removeAll(mapping.values());
    if (!left.isEmpty()) {
      throw OperationFailure.of(
          FailureCode.VERIFICATION_MISMATCH,
          "The restored database still names roles that were mapped to others: "
              + String.join(", ", left)
              + ".",
          "Restore with --no-owner --no-acl, and give owners and privileges by hand.");
    }
  }
}
