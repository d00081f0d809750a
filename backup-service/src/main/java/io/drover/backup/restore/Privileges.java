package io.drover.backup.restore;

import io.drover.backup.content.Sql;
import io.drover.backup.repository.Manifest;
import io.drover.backup.repository.Manifest.Extension;
import io.drover.schemas.FailureCode;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** What the user that the service connects as may do. */
record Privileges(String user, boolean superuser, boolean createDatabase, boolean createRole) {
  static Privileges read(Connection maintenance) throws SQLException {
    return Sql.query(
            maintenance,
            """
            SELECT rolname, rolsuper, rolcreatedb, rolcreaterole FROM pg_catalog.pg_roles
            WHERE rolname = current_user
            """,
            row ->
                new Privileges(
                    row.getString(1), row.getBoolean(2), row.getBoolean(3), row.getBoolean(4)))
        .getFirst();
  }

  /**
   * What it lacks. Who owns the single objects of a backup is not known before they are restored.
   *
   * @param rolesMissing whether roles have to be created
   * @param creates whether a database has to be created
   */
  List<Finding> findings(
      Connection maintenance, Wanted wanted, boolean rolesMissing, boolean creates)
      throws SQLException {
    List<Finding> found = new ArrayList<>();
    if (superuser) {
      return found;
    }
    if (creates && !createDatabase) {
      found.add(
          lacks(
              "may not create databases", "ALTER ROLE " + Quoted.identifier(user) + " CREATEDB;"));
    }
    if (rolesMissing && !createRole) {
      found.add(
          lacks(
              "may not create the roles that the backup needs",
              "ALTER ROLE " + Quoted.identifier(user) + " CREATEROLE;"));
    }
    String owner = wanted.properties().owner();
    if (creates && !mayActAs(maintenance, owner)) {
      found.add(
          lacks(
              "is no member of " + owner + ", which is to own the database",
              "GRANT " + Quoted.identifier(owner) + " TO " + Quoted.identifier(user) + ";"));
    }
    List<String> untrusted = creates ? untrusted(maintenance, wanted.manifest()) : List.of();
    if (!untrusted.isEmpty()) {
      found.add(
          lacks(
              "is no superuser, which these extensions need: " + String.join(", ", untrusted),
              "ALTER ROLE " + Quoted.identifier(user) + " SUPERUSER;"));
    }
    return found;
  }

  /** What is lacking to rename a database and to open and close it. */
  static List<Finding> ofOwner(Connection maintenance, String database) throws SQLException {
    return Sql.query(
        maintenance,
        """
        SELECT pg_get_userbyid(datdba), current_user FROM pg_catalog.pg_database
        WHERE datname = ? AND NOT pg_has_role(datdba, 'MEMBER')
        """,
        row -> notOwner(row.getString(1), row.getString(2)),
        database);
  }

  private static Finding notOwner(String owner, String user) {
    return Finding.of(
        FailureCode.INSUFFICIENT_PRIVILEGE,
        "The user " + user + " is no member of " + owner + ", which owns the database.",
        "GRANT " + Quoted.identifier(owner) + " TO " + Quoted.identifier(user) + ";");
  }

  private static boolean mayActAs(Connection maintenance, String owner) throws SQLException {
    // A role that is missing is a finding of its own.
    return Sql.query(
            maintenance,
            "SELECT pg_has_role(oid, 'MEMBER') FROM pg_catalog.pg_roles WHERE rolname = ?",
            row -> row.getBoolean(1),
            owner)
        .stream()
        .findFirst()
        .orElse(true);
  }

  private static List<String> untrusted(Connection maintenance, Manifest manifest)
      throws SQLException {
    if (maintenance.getMetaData().getDatabaseMajorVersion() < 13) {
      return List.of();
    }
    List<String> needing =
        Sql.query(
            maintenance,
            """
            SELECT e.name FROM pg_catalog.pg_available_extensions e
            JOIN pg_catalog.pg_available_extension_versions v
              ON v.name = e.name AND v.version = e.default_version
            WHERE v.superuser AND NOT v.trusted ORDER BY e.name
            """,
            row -> row.getString(1));
    List<String> wanted = manifest.extensions().stream().map(Extension::name).toList();
    return needing.stream().filter(wanted::contains).filter(e -> !e.equals("plpgsql")).toList();
  }

  private Finding lacks(String what, String remedy) {
    return Finding.of(
        FailureCode.INSUFFICIENT_PRIVILEGE, "The user " + user + " " + what + ".", remedy);
  }
}
