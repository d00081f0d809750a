package io.drover.backup.restore;

import io.drover.backup.content.Sql;
import io.drover.backup.repository.Manifest;
import io.drover.backup.repository.Manifest.Extension;
import io.drover.backup.repository.RoleDetails;
import io.drover.schemas.FailureCode;
import io.drover.service.operation.OperationFailure;
import io.drover.service.process.PostgresTool;
import io.drover.service.process.PostgresTools;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What the server and this machine must have before a restore changes anything. */
final class Preflight {
  private static final String PRIVILEGED =
      """
      SELECT rolname FROM pg_catalog.pg_roles WHERE rolsuper OR EXISTS (
        SELECT FROM pg_catalog.pg_roles AS predefined
        WHERE predefined.rolname IN (
            'pg_execute_server_program', 'pg_read_server_files', 'pg_write_server_files')
          AND pg_catalog.pg_has_role(pg_roles.oid, predefined.oid, 'MEMBER'))
      """;

  private final Connection maintenance;
  private final Wanted wanted;
  private final Manifest manifest;
  private final PostgresTools tools;
  private final boolean creates;

  /**
   * @param creates whether a database is to be made; else there is one
   */
  Preflight(Connection maintenance, Wanted wanted, PostgresTools tools, boolean creates) {
    this.creates = creates;
    this.maintenance = maintenance;
    this.wanted = wanted;
    this.manifest = wanted.manifest();
    this.tools = tools;
  }

  /**
   * Everything that stands in the way, the most telling first.
   *
   * @param createRoles whether missing roles will be created
   */
  List<Finding> findings(boolean createRoles) throws SQLException {
    List<Finding> found = new ArrayList<>();
    Privileges privileges = Privileges.read(maintenance);
    mappedRoles(found);
    Set<String> missingRoles = missingRoles();
    if (!missingRoles.isEmpty() && !createRoles) {
      found.add(
          Finding.of(
              FailureCode.MISSING_ROLE,
              "The server lacks roles that the backup needs: "
                  + String.join(", ", missingRoles)
                  + ".",
              missingRoles.stream().map(Preflight::createRole).collect(Collectors.joining(" "))));
    }
    missingExtensions(found);
    tool(found);
    version(found);
    found.addAll(
        privileges.findings(maintenance, wanted, createRoles && !missingRoles.isEmpty(), creates));
    if (wanted.part() == null) {
      Space.find(maintenance, manifest).ifPresent(found::add);
    }
    return found;
  }

  /** A name that is mistyped must not become a role. */
  private void mappedRoles(List<Finding> found) throws SQLException {
    Set<String> missing = without(wanted.mappedTo(), existingRoles());
    if (!missing.isEmpty()) {
      found.add(
          Finding.of(
              FailureCode.MISSING_ROLE,
              "The server lacks roles that others are mapped to: "
                  + String.join(", ", missing)
                  + ".",
              missing.stream().map(Preflight::createRole).collect(Collectors.joining(" "))));
    }
    privileged(found);
  }

  /**
   * A function that runs with its owner's rights would run with all of them: those of a superuser,
   * or of the predefined roles that reach the server's files and programs (PostgreSQL manual,
   * Predefined Roles).
   */
  private void privileged(List<Finding> found) throws SQLException {
    Set<String> privileged = Set.copyOf(names(PRIVILEGED));
    Set<String> before =
        Objects.requireNonNullElse(manifest.roleDetails(), List.<RoleDetails>of()).stream()
            .filter(role -> role.rights().contains("SUPERUSER"))
            .map(RoleDetails::name)
            .collect(Collectors.toSet());
    wanted
        .mapping()
        .forEach(
            (role, to) -> {
              if (privileged.contains(to) && !before.contains(role)) {
                found.add(
                    Finding.unsafe(
                        "PRIVILEGED_ROLE",
                        "The role "
                            + role
                            + " is mapped to "
                            + to
                            + ", which is a superuser or reaches the server's files and programs,"
                            + " so that the functions of "
                            + role
                            + " could do so too.",
                        "Map it to a role without such rights."));
              }
            });
  }

  private List<String> existingRoles() throws SQLException {
    return names("SELECT rolname FROM pg_catalog.pg_roles");
  }

  /** Roles that the backup needs and the server lacks. */
  Set<String> missingRoles() throws SQLException {
    Set<String> missing = without(creates ? wanted.roles() : wanted.rolesInside(), existingRoles());
    missing.removeAll(wanted.mappedTo());
    return missing;
  }

  /** The program that restores: the pg_restore that fits both sides, or psql. */
  PostgresTool tool() throws SQLException, OperationFailure {
    return manifest.plain()
        ? PlainRestore.psql(tools)
        : tools.restoreFor(major(manifest.toolVersion()), serverMajor());
  }

  private void tool(List<Finding> found) throws SQLException {
    try {
      PostgresTool _ = tool();
    } catch (OperationFailure failure) {
      // Not to be overridden, whatever its code: there is no program to go on with.
      found.add(
          new Finding(
              FailureCode.TOOL_MISSING, failure.code(), failure.message(), failure.remedy()));
    }
  }

  private void version(List<Finding> found) throws SQLException {
    int backedUp = major(manifest.serverVersion());
    if (serverMajor() < backedUp) {
      found.add(
          Finding.of(
              FailureCode.VERSION_MISMATCH,
              "The backup is of PostgreSQL "
                  + backedUp
                  + " and the server is "
                  + serverMajor()
                  + ", which may not understand all of it.",
              "Restore on a server of PostgreSQL " + backedUp + " or newer."));
    }
  }

  private void missingExtensions(List<Finding> found) throws SQLException {
    Set<String> missing =
        without(
            manifest.extensions().stream().map(Extension::name).toList(),
            names("SELECT name FROM pg_catalog.pg_available_extensions"));
    if (!missing.isEmpty()) {
      String extensions = String.join(", ", missing);
      found.add(
          Finding.of(
              FailureCode.MISSING_EXTENSION,
              "The server lacks extensions that the backup needs: " + extensions + ".",
              "Install the packages of " + extensions + " on the machine of the server."));
    }
  }

  private int serverMajor() throws SQLException {
    return maintenance.getMetaData().getDatabaseMajorVersion();
  }

  private List<String> names(String sql) throws SQLException {
    return Sql.query(maintenance, sql, row -> row.getString(1));
  }

  private static Set<String> without(Collection<String> needed, Collection<String> existing) {
    Set<String> missing = new TreeSet<>(needed);
    missing.removeAll(new HashSet<>(existing));
    return missing;
  }

  private static String createRole(String role) {
    return "CREATE ROLE " + Quoted.identifier(role) + ";";
  }

  private static int major(String version) {
    String major = version.split("\\D", 2)[0];
    return major.isEmpty() ? 0 : Integer.parseInt(major);
  }
}
