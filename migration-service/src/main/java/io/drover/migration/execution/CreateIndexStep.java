package io.drover.migration.execution;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * CREATE INDEX CONCURRENTLY: leaves an invalid index of its name where it fails (manual, chapter
 * CREATE INDEX).
 *
 * @param rest what the statement says behind the table
 */
record CreateIndexStep(boolean unique, String name, String table, String rest)
    implements OutsideStep {
  private static final String LOCATE =
      """
      SELECT format('%I.%I', n.nspname, i.relname), coalesce(x.indrelid = t.oid, false),
             coalesce(x.indisvalid, false), x.indisunique, pg_get_indexdef(x.indexrelid),
             (SELECT min(p.pid) FROM pg_stat_progress_create_index p
              WHERE p.index_relid = i.oid AND p.pid <> pg_backend_pid())
      FROM pg_class t
      JOIN pg_namespace n ON n.oid = t.relnamespace
      JOIN pg_class i ON i.relnamespace = n.oid AND i.relname = (parse_ident(?))[1]::name
      LEFT JOIN pg_index x ON x.indexrelid = i.oid
      WHERE t.oid = to_regclass(?)
      """;

  /** What stands under the index's name. */
  private record Standing(
      String name, boolean ofTable, boolean valid, boolean unique, String definition, int builder) {
    boolean usable() {
      return ofTable && valid;
    }
  }

  @Override
  public boolean patient() {
    return true;
  }

  @Override
  public boolean taken(Connection connection) throws SQLException {
    return standing(connection).isPresent();
  }

  @Override
  public boolean untouched(Connection connection) throws SQLException {
    return standing(connection).isEmpty();
  }

  @Override
  public Found inspect(Connection connection) throws SQLException {
    Optional<Standing> found = standing(connection);
    if (found.isEmpty()) {
      return new Found.Again();
    }
    Standing index = found.get();
    if (!index.ofTable()) {
      return new Found.Unknown(index.name() + " is no index of the table " + table);
    }
    if (index.builder() > 0) {
      return new Found.Unknown(
          "session " + index.builder() + " is building the index " + index.name());
    }
    if (!index.valid()) {
      return new Found.Again(
          List.of("DROP INDEX CONCURRENTLY IF EXISTS " + index.name()), Optional.empty());
    }
    boolean same =
        index.unique() == unique
            && new IndexProbe(connection, table).matches(unique, rest, index.definition());
    return same
        ? new Found.Done()
        : new Found.Unknown(
            "the index " + index.name() + " is there with another definition than the statement's");
  }

  @Override
  public boolean achieved(Connection connection) throws SQLException {
    return standing(connection).filter(Standing::usable).isPresent();
  }

  private Optional<Standing> standing(Connection connection) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(LOCATE)) {
      query.setString(1, name);
      query.setString(2, table);
      try (ResultSet row = query.executeQuery()) {
        return row.next()
            ? Optional.of(
                new Standing(
                    row.getString(1),
                    row.getBoolean(2),
                    row.getBoolean(3),
                    row.getBoolean(4),
                    String.valueOf(row.getString(5)),
                    row.getInt(6)))
            : Optional.empty();
      }
    }
  }
}
