package io.drover.monitor.probe.check;

import static org.awaitility.Awaitility.await;

import io.drover.localstack.PostgresServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import org.postgresql.PGConnection;
import org.postgresql.PGProperty;
import org.postgresql.replication.LogSequenceNumber;
import org.postgresql.replication.PGReplicationStream;

/** Receives the write-ahead log as a standby does, and replays nothing until it is told to. */
public final class StandbyClient implements AutoCloseable {
  private final PostgresServer postgres;
  private final Connection connection;
  private final PGReplicationStream stream;

  public StandbyClient(PostgresServer postgres) throws SQLException {
    this.postgres = postgres;
    var properties = new Properties();
    PGProperty.USER.set(properties, postgres.superuser());
    PGProperty.PASSWORD.set(properties, postgres.password());
    PGProperty.APPLICATION_NAME.set(properties, "slow standby");
    PGProperty.ASSUME_MIN_SERVER_VERSION.set(properties, "13");
    PGProperty.PREFER_QUERY_MODE.set(properties, "simple");
    PGProperty.REPLICATION.set(properties, "true");
    // It says nothing while it is behind: however long that takes, the server shall keep it.
    PGProperty.OPTIONS.set(properties, "-c wal_sender_timeout=0");
    connection = DriverManager.getConnection(postgres.jdbcUrl("postgres"), properties);
    LogSequenceNumber now = position();
    stream =
        connection
            .unwrap(PGConnection.class)
            .getReplicationAPI()
            .replicationStream()
            .physical()
            .withStartPosition(now)
            .start();
    replayed(now);
    // What is written before may keep the server from calling it so for ever.
    await().until(this::isStreaming);
  }

  private boolean isStreaming() throws SQLException {
    try (Connection other = postgres.connect("postgres");
        var statement = other.createStatement();
        var row =
            statement.executeQuery(
                "SELECT 1 FROM pg_stat_replication"
                    + " WHERE application_name = 'slow standby' AND state = 'streaming'")) {
      return row.next();
    }
  }

  public void catchUp() throws SQLException {
    replayed(position());
  }

  private void replayed(LogSequenceNumber until) throws SQLException {
    stream.setFlushedLSN(until);
    stream.setAppliedLSN(until);
    stream.forceUpdateStatus();
  }

  private LogSequenceNumber position() throws SQLException {
    try (Connection other = postgres.connect("postgres");
        var statement = other.createStatement();
        var row = statement.executeQuery("SELECT pg_current_wal_lsn()::text")) {
      row.next();
      return LogSequenceNumber.valueOf(row.getString(1));
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
