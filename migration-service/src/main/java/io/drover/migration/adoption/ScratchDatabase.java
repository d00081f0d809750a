package io.drover.migration.adoption;

import io.drover.service.operation.Attempt;
import io.drover.service.operation.OperationFailure;
import io.drover.service.target.DatabaseRemoval;
import io.drover.service.target.TargetErrors;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * An empty database beside an attempt's target, like it in encoding, locale and settings. Each
 * attempt has its own, so that one which wakes up late cannot write into another's.
 */
final class ScratchDatabase {
  private static final String PREFIX = "drover_adopt_";
  private static final int HASH_BYTES = 10;

  /** Locales are said as of PostgreSQL 15, 16 and 17, whichever the server is. */
  private static final String CREATE =
      """
      SELECT format('CREATE DATABASE %I TEMPLATE template0 ENCODING %L LC_COLLATE %L LC_CTYPE %L',
                    ?::text, pg_encoding_to_char(d.encoding), d.datcollate, d.datctype)
             || CASE j ->> 'datlocprovider'
                  WHEN 'i' THEN format(' LOCALE_PROVIDER icu ICU_LOCALE %L', l.locale)
                  WHEN 'b' THEN format(' LOCALE_PROVIDER builtin BUILTIN_LOCALE %L', l.locale)
                  WHEN 'c' THEN ' LOCALE_PROVIDER libc' ELSE '' END
             || coalesce(' ICU_RULES ' || quote_literal(j ->> 'daticurules'), '')
        FROM pg_database d, to_jsonb(d) AS j,
             coalesce(j ->> 'datlocale', j ->> 'daticulocale') AS l (locale)
       WHERE d.datname = ?
      """;

  /**
   * Taken over from a session of the target, as lists of names are quoted in a way of their own.
   */
  private static final String SETTINGS =
      """
      SELECT format('ALTER DATABASE %I SET %I FROM CURRENT', ?::text, given.name)
        FROM pg_db_role_setting r
       CROSS JOIN unnest(r.setconfig) AS config
       CROSS JOIN split_part(config, '=', 1) AS given (name)
        LEFT JOIN pg_settings s ON lower(s.name) = lower(given.name)
       WHERE r.setdatabase = (SELECT oid FROM pg_database WHERE datname = current_database())
         AND r.setrole = 0
         AND (s.context = 'user' OR (s.name IS NULL AND given.name LIKE '%.%'))
      """;

  private static final String LEFT =
      "SELECT datname FROM pg_database WHERE starts_with(datname::text, ?)";

  private final Attempt<?> attempt;

  ScratchDatabase(Attempt<?> attempt) {
    this.attempt = attempt;
  }

  /** What attempts of this operation have left is dropped first. */
  void create() throws OperationFailure {
    dropAll();
    try (Connection maintenance = attempt.connectToMaintenance()) {
      create(maintenance, name(), attempt.target().physicalName());
    } catch (SQLException e) {
      throw explained(e);
    }
    try (Connection target = attempt.connect()) {
      run(target, column(target, SETTINGS, name()));
    } catch (SQLException e) {
      throw explained(e);
    }
  }

  static void create(Connection maintenance, String name, String like) throws SQLException {
    run(maintenance, column(maintenance, CREATE, name, like));
  }

  /** Drops those of all attempts of the operation. */
  void dropAll() throws OperationFailure {
    try (Connection maintenance = attempt.connectToMaintenance()) {
      for (String left : column(maintenance, LEFT, prefix())) {
        DatabaseRemoval.drop(maintenance, left);
      }
    } catch (SQLException e) {
      throw explained(e);
    }
  }

  String name() {
    return prefix() + attempt.number();
  }

  private String prefix() {
    return PREFIX + hash(attempt.operationId()) + "_";
  }

  private OperationFailure explained(SQLException error) {
    return TargetErrors.explain(error, attempt.target());
  }

  private static void run(Connection connection, List<String> statements) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String each : statements) {
        statement.execute(each);
      }
    }
  }

  private static List<String> column(Connection connection, String sql, String... parameters)
      throws SQLException {
    List<String> values = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setString(i + 1, parameters[i]);
      }
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          values.add(row.getString(1));
        }
      }
    }
    return values;
  }

  private static String hash(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, HASH_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
