package io.drover.backup.restore;

import io.drover.backup.content.Sql;
import io.drover.backup.repository.DatabaseProperties;
import io.drover.backup.repository.DatabaseProperties.Grant;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;

/** What only an open database needs, given to it in the transaction that gives it its name. */
final class Publication {
  private Publication() {}

  /** The commit point of a restore into a new database. */
  static void publish(
      Connection maintenance, String scratch, String target, DatabaseProperties properties)
      throws SQLException {
    maintenance.setAutoCommit(false);
    open(maintenance, scratch, properties);
    Sql.execute(maintenance, "ALTER DATABASE %I RENAME TO %I", scratch, target);
    maintenance.commit();
  }

  /** All but the name. */
  static void open(Connection maintenance, String scratch, DatabaseProperties properties)
      throws SQLException {
    grant(maintenance, scratch, properties);
    if (properties.comment() != null) {
      Sql.execute(maintenance, "COMMENT ON DATABASE %I IS %L", scratch, properties.comment());
    }
    Sql.execute(
        maintenance, "ALTER DATABASE %I CONNECTION LIMIT " + properties.connectionLimit(), scratch);
  }

  private static void grant(Connection maintenance, String scratch, DatabaseProperties properties)
      throws SQLException {
    List<Grant> acl = properties.acl();
    if (acl == null) {
      return;
    }
    String owner = properties.owner();
    Sql.execute(maintenance, "REVOKE ALL ON DATABASE %I FROM PUBLIC, %I", scratch, owner);
    // Who passes a privilege on must have it first, and all privileges come from the owner.
    Comparator<Grant> ownersFirst = Comparator.comparing(grant -> !grant.grantor().equals(owner));
    for (Grant grant : acl.stream().sorted(ownersFirst).toList()) {
      grant(maintenance, scratch, owner, grant);
    }
  }

  private static void grant(Connection maintenance, String scratch, String owner, Grant grant)
      throws SQLException {
    boolean passedOn = !grant.grantor().equals(owner);
    if (passedOn) {
      Sql.execute(maintenance, "SET LOCAL ROLE %I", grant.grantor());
    }
    // The privilege is a word of SQL's own: as an identifier the server refuses one that does not
    // exist.
    String sql = "GRANT " + privilege(grant) + " ON DATABASE %I TO ";
    String option = grant.grantable() ? " WITH GRANT OPTION" : "";
    if (grant.grantee() == null) {
      Sql.execute(maintenance, sql + "PUBLIC" + option, scratch);
    } else {
      Sql.execute(maintenance, sql + "%I" + option, scratch, grant.grantee());
    }
    if (passedOn) {
      Sql.execute(maintenance, "RESET ROLE");
    }
  }

  private static String privilege(Grant grant) {
    return switch (grant.privilege()) {
      case "CREATE", "CONNECT", "TEMPORARY" -> grant.privilege();
      default -> throw new IllegalArgumentException("the backup grants an unknown privilege");
    };
  }
}
