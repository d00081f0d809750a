package io.drover.backup.restore;

import io.drover.backup.content.Roles;
import io.drover.backup.content.Sql;
import io.drover.backup.repository.Manifest;
import io.drover.backup.repository.RoleDetails;
import io.drover.backup.repository.RoleDetails.Membership;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Creates roles that a backup needs and a server lacks, as they were but for passwords and for
 * rights that reach beyond the database: nobody can log in as one of them.
 */
final class MissingRoles {
  private final Connection maintenance;
  private final Set<String> roles;
  private final Map<String, RoleDetails> details;
  private final List<String> warnings = new ArrayList<>();

  private MissingRoles(Connection maintenance, Collection<String> roles, Manifest manifest) {
    this.maintenance = maintenance;
    this.roles = new TreeSet<>(roles);
    List<RoleDetails> known = manifest.roleDetails() == null ? List.of() : manifest.roleDetails();
    this.details = known.stream().collect(Collectors.toMap(RoleDetails::name, Function.identity()));
  }

  /**
   * Creates them, all or none.
   *
   * @param needed all roles that the restore names
   * @param missing those among them that the server lacks
   * @return what a person may miss in the roles, whichever attempt created them
   */
  static List<String> create(
      Connection maintenance,
      Collection<String> needed,
      Collection<String> missing,
      Manifest manifest)
      throws SQLException {
    MissingRoles creation = new MissingRoles(maintenance, missing, manifest);
    if (!missing.isEmpty()) {
      creation.run();
    }
    creation.compare(needed);
    return creation.warnings;
  }

  private void run() throws SQLException {
    boolean superuser = Privileges.read(maintenance).superuser();
    maintenance.setAutoCommit(false);
    try {
      for (String role : roles) {
        create(role);
        if (!superuser) {
          Sql.execute(maintenance, "GRANT %I TO CURRENT_USER", role);
        }
      }
      for (String role : roles) {
        if (details.containsKey(role)) {
          finish(details.get(role));
        }
      }
      maintenance.commit();
    } catch (SQLException e) {
      maintenance.rollback();
      throw e;
    } finally {
      maintenance.setAutoCommit(true);
    }
  }

  private void create(String role) throws SQLException {
    RoleDetails known = details.get(role);
    if (known == null) {
      Sql.execute(maintenance, "CREATE ROLE %I NOLOGIN", role);
      return;
    }
    String sql =
        "CREATE ROLE %I NOLOGIN "
            + (known.inherit() ? "INHERIT" : "NOINHERIT")
            + " CONNECTION LIMIT "
            + known.connectionLimit();
    if (known.validUntil() == null) {
      Sql.execute(maintenance, sql, role);
    } else {
      Sql.execute(maintenance, sql + " VALID UNTIL %L", role, known.validUntil());
    }
  }

  private void finish(RoleDetails role) throws SQLException {
    for (Membership membership : role.memberOf()) {
      // One that was there before may be able to do here what it could not there.
      if (roles.contains(membership.role())) {
        String admin = membership.admin() ? " WITH ADMIN OPTION" : "";
        Sql.execute(maintenance, "GRANT %I TO %I" + admin, membership.role(), role.name());
      } else {
        warnings.add(
            "The role " + role.name() + " was not made a member of " + membership.role() + ".");
      }
    }
    for (String setting : role.settings()) {
      Savepoint before = maintenance.setSavepoint();
      try {
        DatabaseSettings.applyToRole(maintenance, role.name(), setting);
      } catch (SQLException e) {
        maintenance.rollback(before);
        // Its value may be a secret.
        String name = setting.split("=", 2)[0];
        warnings.add("The role " + role.name() + " did not get its setting of " + name + ".");
      }
    }
  }

  /** Told by what is there, so that an attempt after one that was killed tells it as well. */
  private void compare(Collection<String> needed) throws SQLException {
    for (RoleDetails now : Roles.read(maintenance, new TreeSet<>(needed))) {
      RoleDetails before = details.get(now.name());
      if (before != null) {
        List<String> lost = new ArrayList<>(before.rights());
        lost.removeAll(now.rights());
        if (!lost.isEmpty()) {
          warnings.add(
              "The role " + now.name() + " has no " + String.join(", ", lost) + ", as it had.");
        }
      }
    }
  }
}
