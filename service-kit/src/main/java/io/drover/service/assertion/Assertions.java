package io.drover.service.assertion;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Asks a database the policy's own questions. They come from databases.yml, so they are trusted as
 * far as its author is; they run read-only nevertheless, so that each sees what was there before
 * the first. Not thread-safe.
 */
public final class Assertions {
  private static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(10);

  private final Connection connection;
  private final Duration timeout;

  /**
   * A question that was not answered with one row, true.
   *
   * @param name as the policy has it
   * @param why the end of a sentence that begins with the name, such as: gives false instead of
   *     true
   */
  public record Failing(String name, String why) {}

  /**
   * Questions to the database of this session, which is good for nothing else afterwards.
   *
   * @param timeout of one assertion; null for ten minutes
   */
  public Assertions(Connection connection, @Nullable Duration timeout) {
    this.connection = connection;
    this.timeout = timeout == null ? DEFAULT_TIMEOUT : timeout;
  }

  /**
   * Those that do not hold, and why.
   *
   * @param assertions SQL by name; each must give one row, true
   * @param held receives the names of the others
   * @throws SQLException the server does not answer any more
   */
  public List<Failing> failing(Map<String, String> assertions, List<String> held)
      throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "SET default_transaction_read_only = on; SET statement_timeout = " + timeout.toMillis());
    }
    connection.setAutoCommit(false);
    List<Failing> failing = new ArrayList<>();
    for (Map.Entry<String, String> assertion : assertions.entrySet()) {
      Optional<String> problem = problem(assertion.getValue());
      problem.ifPresentOrElse(
          why -> failing.add(new Failing(assertion.getKey(), why)),
          () -> held.add(assertion.getKey()));
    }
    return failing;
  }

  private Optional<String> problem(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.setEscapeProcessing(false);
      // Enough to see that there is a second row.
      statement.setMaxRows(2);
      return statement.execute(sql) ? problem(statement) : Optional.of("gives no rows at all");
    } catch (SQLException error) {
      if (away(error)) {
        throw error;
      }
      return Optional.of("ended with an error: " + sentence(error));
    } finally {
      if (!connection.isClosed()) {
        connection.rollback();
      }
    }
  }

  private static Optional<String> problem(Statement statement) throws SQLException {
    try (ResultSet rows = statement.getResultSet()) {
      if (rows.getMetaData().getColumnCount() != 1
          || !rows.getMetaData().getColumnTypeName(1).equals("bool")) {
        return Optional.of("does not give one boolean column");
      }
      if (!rows.next()) {
        return Optional.of("gives no row instead of one");
      }
      boolean value = rows.getBoolean(1);
      String shown = rows.wasNull() ? "null" : String.valueOf(value);
      if (rows.next()) {
        return Optional.of("gives more than one row");
      }
      if (!value) {
        return Optional.of("gives " + shown + " instead of true");
      }
    }
    return statement.getMoreResults() || statement.getUpdateCount() != -1
        ? Optional.of("is more than one statement")
        : Optional.empty();
  }

  /** Whether the error tells of the server and not of the question (SQLSTATE, appendix A). */
  private static boolean away(SQLException error) {
    String state = String.valueOf(error.getSQLState());
    return state.startsWith("08")
        || state.startsWith("53")
        || state.startsWith("57P")
        || state.startsWith("58");
  }

  private static String sentence(SQLException error) {
    return String.valueOf(error.getMessage()).lines().findFirst().orElse("unknown");
  }
}
