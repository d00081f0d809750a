package io.drover.backup.dump;

import io.drover.backup.content.ReadingSession;
import io.drover.backup.content.Roles;
import io.drover.backup.content.RowCounter;
import io.drover.backup.content.Sql;
import io.drover.backup.content.Table;
import io.drover.backup.repository.DatabaseProperties;
import io.drover.backup.repository.Manifest.Extension;
import io.drover.backup.repository.Manifest.Snapshot;
import io.drover.backup.scope.Selection;
import io.drover.schemas.BackupRequested;
import io.drover.service.operation.OperationFailure;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;

/** Takes the snapshot that pg_dump, the row counts and the manifest share. */
final class SnapshotReader {
  private static final String SNAPSHOT =
      """
      SELECT pg_export_snapshot(), pg_is_in_recovery(), clock_timestamp(), pg_database_size(current_database()),
        (CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_lsn() END)::text,
        pg_table_size('pg_catalog.pg_largeobject')
      """;

  private static final String EXTENSIONS =
      "SELECT extname, extversion FROM pg_catalog.pg_extension ORDER BY extname COLLATE \"C\"";

  private static final String ROLES =
      """
      SELECT DISTINCT pg_get_userbyid(refobjid)::text COLLATE "C" FROM pg_catalog.pg_shdepend
      WHERE refclassid = 'pg_catalog.pg_authid'::regclass
        AND dbid = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database())
      ORDER BY 1
      """;

  private SnapshotReader() {}

  private record Taken(
      String exportedId,
      boolean standby,
      Snapshot snapshot,
      long databaseBytes,
      long largeObjectBytes) {}

  /** Begins the transaction that holds the snapshot; it lasts until the connection is closed. */
  static SnapshotState take(Connection connection, BackupRequested command, Duration lockTimeout)
      throws SQLException, OperationFailure {
    ReadingSession.prepare(connection, lockTimeout);
    connection.setReadOnly(true);
    connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
    connection.setAutoCommit(false);
    Taken taken = Sql.query(connection, SNAPSHOT, SnapshotReader::taken).getFirst();
    Selection selection = Selection.of(command, connection);
    List<Table> tables = Table.list(connection).stream().filter(selection::holdsRows).toList();
    RowCounter.lock(connection, tables);
    DatabaseProperties properties = PropertiesReader.read(connection);
    List<String> roles = Sql.query(connection, ROLES, row -> row.getString(1));
    return new SnapshotState(
        taken.exportedId(),
        taken.snapshot(),
        taken.standby(),
        properties,
        Sql.query(connection, EXTENSIONS, row -> new Extension(row.getString(1), row.getString(2))),
        roles,
        Roles.read(connection, properties.rolesBeside(roles)),
        tables,
        taken.databaseBytes(),
        taken.largeObjectBytes(),
        selection);
  }

  private static Taken taken(ResultSet row) throws SQLException {
    Snapshot snapshot =
        new Snapshot(
            String.valueOf(row.getString(5)), row.getObject(3, OffsetDateTime.class).toInstant());
    return new Taken(row.getString(1), row.getBoolean(2), snapshot, row.getLong(4), row.getLong(6));
  }
}
