package io.drover.migration.rehearsal;

import io.drover.migration.tables.ServiceTables;
import io.drover.schemas.FailureCode;
import io.drover.service.operation.OperationFailure;
import io.drover.service.state.StateDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Which plans were rehearsed and when, by the state database's clock; shared by all instances.
 * Thread-safe.
 */
public final class Rehearsals {
  private static final String BEGIN =
      """
      INSERT INTO rehearsal (copy, operation_id, database, digest) VALUES (?, ?, ?, ?)
      ON CONFLICT (copy) DO NOTHING
      """;

  private static final String END =
      "UPDATE rehearsal SET ended_at = clock_timestamp() WHERE copy = ?";

  private static final String FORGET =
      "DELETE FROM rehearsal WHERE begun_at < clock_timestamp() - interval '400 days'";

  private static final String RECENT =
      """
      SELECT EXISTS (SELECT FROM rehearsal WHERE database = ? AND digest = ?
        AND ended_at >= clock_timestamp() - ?::bigint * interval '1 second')
      """;

  private final StateDatabase state;

  private Rehearsals(StateDatabase state) {
    this.state = state;
  }

  /** The table in the service's own schema, made when it is missing. */
  public static Rehearsals open(StateDatabase state) {
    return new Rehearsals(ServiceTables.open(state));
  }

  /**
   * Refuses a plan that was not rehearsed lately.
   *
   * @param database name in the registry
   * @param noOlderThan greatest age of the end of its rehearsal; null where none is asked for
   * @throws OperationFailure {@code NOT_PERMITTED}
   */
  public void require(String database, String digest, @Nullable Duration noOlderThan)
      throws OperationFailure {
    if (noOlderThan != null
        && !isTrue(RECENT, database, digest, Long.toString(noOlderThan.toSeconds()))) {
      throw OperationFailure.of(
          FailureCode.NOT_PERMITTED,
          "The policy of "
              + database
              + " lets nothing be applied that was not rehearsed in the last "
              + spoken(noOlderThan)
              + ", and this plan was not.",
          "./drover migrate " + database + " --rehearse");
    }
  }

  /**
   * Takes a copy for a run.
   *
   * @param copy the restore that made it
   * @return false when it was taken before: something may have run there
   */
  boolean begin(String copy, String operationId, String database, String digest)
      throws OperationFailure {
    int begun = change(BEGIN, copy, operationId, database, digest);
    change(FORGET);
    return begun == 1;
  }

  /** The whole plan has run on the copy. */
  void end(String copy) throws OperationFailure {
    change(END, copy);
  }

  private int change(String sql, String... parameters) throws OperationFailure {
    try {
      return state.inTransaction(
          connection -> {
            try (PreparedStatement change = prepared(connection, sql, parameters)) {
              return change.executeUpdate();
            }
          });
    } catch (SQLException e) {
      throw away(e);
    }
  }

  private boolean isTrue(String sql, String... parameters) throws OperationFailure {
    try {
      return state.inTransaction(
          connection -> {
            try (PreparedStatement query = prepared(connection, sql, parameters);
                ResultSet row = query.executeQuery()) {
              return row.next() && row.getBoolean(1);
            }
          });
    } catch (SQLException e) {
      throw away(e);
    }
  }

  private static PreparedStatement prepared(Connection connection, String sql, String... parameters)
      throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    for (int i = 0; i < parameters.length; i++) {
      statement.setString(i + 1, parameters[i]);
    }
    return statement;
  }

  private static OperationFailure away(SQLException error) {
    return OperationFailure.of(
            FailureCode.TARGET_UNREACHABLE,
            "The state database of the migration service does not answer.",
            "Look at the log of the service and at its setting drover.state.url.")
        .asRetryable()
        .causedBy(error);
  }

  private static String spoken(Duration age) {
    long hours = age.toHours();
    if (hours > 0 && age.equals(Duration.ofHours(hours))) {
      return hours + (hours == 1 ? " hour" : " hours");
    }
    long minutes = age.toMinutes();
    return minutes > 0 && age.equals(Duration.ofMinutes(minutes))
        ? minutes + (minutes == 1 ? " minute" : " minutes")
        : age.toSeconds() + " s";
  }
}
