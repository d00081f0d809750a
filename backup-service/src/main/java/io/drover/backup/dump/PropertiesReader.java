package io.drover.backup.dump;

import io.drover.backup.content.Sql;
import io.drover.backup.repository.DatabaseProperties;
import io.drover.backup.repository.DatabaseProperties.Grant;
import io.drover.backup.repository.DatabaseProperties.Setting;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Reads what belongs to a database but is in no dump of it. */
public final class PropertiesReader {
  private static final String SETTINGS =
      """
      SELECT r.rolname, c.setting FROM pg_catalog.pg_db_role_setting s
      JOIN pg_catalog.pg_database d ON d.oid = s.setdatabase AND d.datname = current_database()
      LEFT JOIN pg_catalog.pg_roles r ON r.oid = s.setrole
      CROSS JOIN unnest(s.setconfig) WITH ORDINALITY c (setting, place)
      WHERE s.setrole = 0 OR r.oid IS NOT NULL
      ORDER BY s.setrole, c.place
      """;

  private static final String GRANTS =
      """
      SELECT pg_get_userbyid(a.grantor), CASE WHEN a.grantee <> 0 THEN pg_get_userbyid(a.grantee) END,
        a.privilege_type, a.is_grantable
      FROM pg_catalog.pg_database d
      CROSS JOIN ROWS FROM (aclexplode(d.datacl)) WITH ORDINALITY
        AS a (grantor, grantee, privilege_type, is_grantable, place)
      WHERE d.datname = current_database() ORDER BY a.place
      """;

  // The names of the locale columns depend on the version; as JSON a missing one is null.
  private static final String DATABASE =
      """
      SELECT d.datname, pg_get_userbyid(d.datdba), pg_encoding_to_char(d.encoding), j ->> 'datlocprovider',
        d.datcollate, d.datctype, coalesce(j ->> 'datlocale', j ->> 'daticulocale'), j ->> 'daticurules',
        d.datacl IS NULL, shobj_description(d.oid, 'pg_database'), t.spcname, d.datconnlimit
      FROM pg_catalog.pg_database d
      JOIN pg_catalog.pg_tablespace t ON t.oid = d.dattablespace
      CROSS JOIN LATERAL to_jsonb(d) j
      WHERE d.datname = current_database()
      """;

  private PropertiesReader() {}

  /** The properties of the database that the connection is in. */
  public static DatabaseProperties read(Connection connection) throws SQLException {
    List<Setting> settings =
        Sql.query(connection, SETTINGS, row -> new Setting(row.getString(1), row.getString(2)));
    List<Grant> grants =
        Sql.query(
            connection,
            GRANTS,
            row ->
                new Grant(row.getString(1), row.getString(2), row.getString(3), row.getBoolean(4)));
    return Sql.query(
            connection,
            DATABASE,
            row ->
                new DatabaseProperties(
                    row.getString(1),
                    row.getString(2),
                    row.getString(3),
                    row.getString(4),
                    row.getString(5),
                    row.getString(6),
                    row.getString(7),
                    row.getString(8),
                    settings,
                    row.getBoolean(9) ? null : grants,
                    row.getString(10),
                    row.getString(11),
                    row.getInt(12)))
        .getFirst();
  }
}
