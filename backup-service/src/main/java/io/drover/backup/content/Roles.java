package io.drover.backup.content;

import io.drover.backup.repository.RoleDetails;
import io.drover.backup.repository.RoleDetails.Membership;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads what the roles of a server are; everybody may, but for passwords. */
public final class Roles {
  private static final String SELECT =
      """
      SELECT r.rolname, r.rolinherit, r.rolconnlimit, r.rolvaliduntil::text,
        ARRAY(SELECT word FROM (VALUES (1, 'SUPERUSER', r.rolsuper), (2, 'CREATEDB', r.rolcreatedb),
          (3, 'CREATEROLE', r.rolcreaterole), (4, 'LOGIN', r.rolcanlogin),
          (5, 'REPLICATION', r.rolreplication), (6, 'BYPASSRLS', r.rolbypassrls))
          AS rights (place, word, has) WHERE has ORDER BY place),
        coalesce(r.rolconfig, '{}')
      FROM pg_catalog.pg_roles r ORDER BY r.rolname COLLATE "C"
      """;

  private static final String MEMBERSHIPS =
      """
      SELECT pg_get_userbyid(member), pg_get_userbyid(roleid), bool_or(admin_option)
      FROM pg_catalog.pg_auth_members GROUP BY 1, 2 ORDER BY 1, 2
      """;

  private Roles() {}

  /** Those of these names that there are. */
  public static List<RoleDetails> read(Connection connection, Collection<String> names)
      throws SQLException {
    Map<String, List<Membership>> memberships = new HashMap<>();
    Sql.query(
        connection,
        MEMBERSHIPS,
        row -> {
          if (names.contains(row.getString(2))) {
            memberships
                .computeIfAbsent(row.getString(1), _ -> new ArrayList<>())
                .add(new Membership(row.getString(2), row.getBoolean(3)));
          }
          return row.getString(1);
        });
    return Sql.query(connection, SELECT, row -> of(row, memberships)).stream()
        .filter(role -> names.contains(role.name()))
        .toList();
  }

  private static RoleDetails of(ResultSet row, Map<String, List<Membership>> memberships)
      throws SQLException {
    String name = row.getString(1);
    return new RoleDetails(
        name,
        row.getBoolean(2),
        row.getInt(3),
        row.getString(4),
        List.of((String[]) row.getArray(5).getArray()),
        memberships.getOrDefault(name, List.of()),
        List.of((String[]) row.getArray(6).getArray()));
  }
}
