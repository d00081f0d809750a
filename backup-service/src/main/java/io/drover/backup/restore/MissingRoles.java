package io.drover.backup.restore;

import io.drover.backup.content.Sql;
import io.drover.backup.repository.Manifest;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;

/** Creates roles that a backup needs and a server lacks. */
final class MissingRoles {
  private MissingRoles() {}

  /**
   * They own and are granted what the backup says; nobody can log in as one of them.
   *
   * @return what a person may miss in them
   */
  static List<String> create(Connection maintenance, Collection<String> roles, Manifest manifest)
      throws SQLException {
    boolean superuser = Privileges.read(maintenance).superuser();
    for (String role : roles) {
      Sql.execute(maintenance, "CREATE ROLE %I NOLOGIN", role);
      if (!superuser) {
        Sql.execute(maintenance, "GRANT %I TO CURRENT_USER", role);
      }
    }
    return List.of();
  }
}
