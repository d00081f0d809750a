package io.drover.backup.restore;

import io.drover.backup.content.Sql;
import io.drover.backup.repository.DatabaseProperties;
import io.drover.backup.swap.KeptName;
import io.drover.service.target.DatabaseRemoval;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The database that an attempt restores into before it gets its name, or before it is dropped. Each
 * attempt has its own, so that one which wakes up late cannot write into another's.
 *
 * @param name begins with the prefix of its purpose
 * @param oid identity that a rename leaves as it is
 */
public record ScratchDatabase(String name, long oid) {
  /** Those that a restore fills; no other database may be named so. */
  public static final String PREFIX = "drover_restore_";

  /** Those that a verification fills; no other database may be named so. */
  public static final String VERIFY_PREFIX = "drover_verify_";

  /** Databases in which the migration service runs scripts to compare what they make. */
  private static final String ADOPTION_PREFIX = "drover_adopt_";

  /** Begin of the names of those that are restored for a while and were given no other. */
  static final String FOR_A_WHILE = "drover_scratch_";

  static ScratchDatabase create(
      Connection maintenance,
      String prefix,
      String operationId,
      int attempt,
      DatabaseProperties properties)
      throws SQLException {
    String name = prefix(prefix, operationId) + attempt;
    StringBuilder sql = new StringBuilder("CREATE DATABASE %I TEMPLATE template0 OWNER %I");
    List<String> arguments = new ArrayList<>(List.of(name, properties.owner()));
    sql.append(" ENCODING %L LC_COLLATE %L LC_CTYPE %L");
    arguments.addAll(List.of(properties.encoding(), properties.collate(), properties.ctype()));
    locale(properties)
        .forEach(
            (option, value) -> {
              sql.append(' ').append(option).append(" %L");
              arguments.add(value);
            });
    // Only a superuser may name pg_default, where template0 is anyway.
    if (!properties.tablespace().equals("pg_default")
        && tablespaceExists(maintenance, properties.tablespace())) {
      sql.append(" TABLESPACE %I");
      arguments.add(properties.tablespace());
    }
    Sql.execute(maintenance, sql.toString(), arguments.toArray(String[]::new));
    return new ScratchDatabase(name, oid(maintenance, name));
  }

  /** What PostgreSQL 15 and later can say beside collation and character classes. */
  private static Map<String, String> locale(DatabaseProperties properties) {
    Map<String, String> options = new LinkedHashMap<>();
    if (properties.localeProvider() != null) {
      boolean builtin = properties.localeProvider().equals("b");
      boolean icu = properties.localeProvider().equals("i");
      options.put("LOCALE_PROVIDER", builtin ? "builtin" : icu ? "icu" : "libc");
      if (properties.locale() != null && (builtin || icu)) {
        options.put(builtin ? "BUILTIN_LOCALE" : "ICU_LOCALE", properties.locale());
      }
    }
    if (properties.icuRules() != null) {
      options.put("ICU_RULES", properties.icuRules());
    }
    return options;
  }

  /** Whether a name is kept for databases of this kind. */
  static boolean isReserved(String name) {
    return name.startsWith(PREFIX)
        || name.startsWith(VERIFY_PREFIX)
        || name.startsWith(FOR_A_WHILE)
        || name.startsWith(ADOPTION_PREFIX);
  }

  /**
   * Drops what all attempts of the operation left under the prefix; {@link EarlierSessions} are to
   * be ended before, as one may be about to create another.
   */
  public static void dropAll(Connection maintenance, String prefix, String operationId)
      throws SQLException {
    List<String> names =
        Sql.query(
            maintenance,
            "SELECT datname FROM pg_catalog.pg_database WHERE starts_with(datname::text, ?)",
            row -> row.getString(1),
            prefix(prefix, operationId));
    for (String name : names) {
      drop(maintenance, name);
    }
  }

  /** Drops a database, with all sessions in it, if it is there. */
  public static void drop(Connection maintenance, String name) throws SQLException {
    DatabaseRemoval.drop(maintenance, name);
  }

  /** Identity of the database of that name; 0 when there is none. */
  static long oid(Connection maintenance, String name) throws SQLException {
    return Sql.query(
            maintenance,
            "SELECT oid::bigint FROM pg_catalog.pg_database WHERE datname = ?",
            row -> row.getLong(1),
            name)
        .stream()
        .findFirst()
        .orElse(0L);
  }

  private static boolean tablespaceExists(Connection maintenance, String name) throws SQLException {
    String sql = "SELECT 1 FROM pg_catalog.pg_tablespace WHERE spcname = ?";
    return !Sql.query(maintenance, sql, row -> row.getInt(1), name).isEmpty();
  }

  private static String prefix(String prefix, String operationId) {
    return prefix + KeptName.hash(operationId) + "_";
  }
}
