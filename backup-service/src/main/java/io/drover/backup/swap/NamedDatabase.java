package io.drover.backup.swap;

import io.drover.backup.content.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A database as the server's catalogue has it.
 *
 * @param oid identity that a rename leaves as it is
 * @param allowConnections whether it is open
 */
public record NamedDatabase(
    String name, long oid, boolean allowConnections, @Nullable String comment) {
  private static final String SELECT =
      """
      SELECT datname, oid::bigint, datallowconn, shobj_description(oid, 'pg_database')
      FROM pg_catalog.pg_database
      """;

  /** The database of that name. */
  public static Optional<NamedDatabase> find(Connection connection, String name)
      throws SQLException {
    return Sql.query(connection, SELECT + "WHERE datname = ?", NamedDatabase::of, name).stream()
        .findFirst();
  }

  /** All databases of the server that bear a mark, by name. */
  public static List<NamedDatabase> marked(Connection connection) throws SQLException {
    String sql =
        SELECT + "WHERE strpos(shobj_description(oid, 'pg_database'), ?) > 0 ORDER BY datname";
    return Sql.query(connection, sql, NamedDatabase::of, Mark.SIGN).stream()
        .filter(database -> database.mark().isPresent())
        .toList();
  }

  /** The databases that were kept when others took their place under this name, newest first. */
  public static List<NamedDatabase> keptFor(Connection connection, String name)
      throws SQLException {
    return marked(connection).stream()
        .filter(each -> each.isMarked(Mark.State.KEPT))
        .filter(each -> each.requireMark().name().equals(name))
        .sorted((a, b) -> until(b).compareTo(until(a)))
        .toList();
  }

  /** What is noted on it. */
  public Optional<Mark> mark() {
    return Mark.parse(comment, oid);
  }

  /** Whether it bears a mark of this kind. */
  public boolean isMarked(Mark.State state) {
    return mark().filter(mark -> mark.state() == state).isPresent();
  }

  /** Whether this operation left a mark of this kind on it. */
  public boolean isMarkedBy(Mark.State state, String operationId) {
    return isMarked(state) && requireMark().operationId().equals(operationId);
  }

  /** The mark of a database that is known to bear one. */
  public Mark requireMark() {
    return mark().orElseThrow();
  }

  /** Now, by the server's clock. */
  public static Instant now(Connection connection) throws SQLException {
    return Sql.query(
            connection,
            "SELECT clock_timestamp()",
            row -> row.getObject(1, OffsetDateTime.class).toInstant())
        .getFirst();
  }

  private static Instant until(NamedDatabase kept) {
    Instant until = kept.requireMark().until();
    return until == null ? Instant.MAX : until;
  }

  private static NamedDatabase of(ResultSet row) throws SQLException {
    return new NamedDatabase(row.getString(1), row.getLong(2), row.getBoolean(3), row.getString(4));
  }
}
