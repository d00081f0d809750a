package io.drover.migration;

import io.drover.schemas.OperationHeader;
import io.drover.schemas.RestoreSucceeded;
import io.drover.service.ledger.Ledger;
import io.drover.service.ledger.OperationKey;
import io.drover.service.operation.ChildOutcome;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;

/**
 * A scratch database as the backup service leaves it when an attempt has asked for one.
 *
 * @param restore operation that made it
 */
record ScratchCopy(Workbench bench, String name, String restore) {
  private static final OperationHeader HEADER =
      new OperationHeader("restore", "child", "shop", 4, 1, Instant.parse("2026-11-21T12:00:00Z"));

  /** A copy of the database as it is now, for what this attempt of the operation has asked. */
  static ScratchCopy of(Workbench bench, String operationId, int attempt) throws SQLException {
    String restore =
        Ledger.childId(new OperationKey("migrate", operationId), "rehearsal-copy-" + attempt);
    String name = "drover_scratch_" + restore.replace("-", "").substring(0, 16) + bench.database();
    ScratchCopy copy = new ScratchCopy(bench, name, restore);
    copy.onServer("CREATE DATABASE \"" + name + "\" TEMPLATE \"" + bench.database() + "\"");
    copy.marked("SCRATCH", Long.parseLong(copy.oid()));
    return copy;
  }

  /** Gives it another mark. */
  void marked(String state, long oid) throws SQLException {
    onServer(
        "COMMENT ON DATABASE \"%s\" IS '%s\ndrover:{\"state\":\"%s\",\"operationId\":\"%s\",\"name\":\"%s\",\"oid\":%d}'"
            .formatted(name, "A scratch database of Drover.", state, restore, name, oid));
  }

  ChildOutcome outcome() {
    RestoreSucceeded fact =
        RestoreSucceeded.newBuilder()
            .setHeader(HEADER)
            .setBackupId("backup-7")
            .setTargetName(name)
            .setTables(1)
            .setRows(1)
            .setDurationMillis(1)
            .setMode("scratch")
            .build();
    return new ChildOutcome("restore", restore, "succeeded", fact);
  }

  boolean isThere() throws SQLException {
    return !oid().equals("0");
  }

  void sql(String text) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(text);
    }
  }

  Connection connect() throws SQLException {
    return bench.server().connect(name);
  }

  String oid() throws SQLException {
    try (Connection connection = bench.server().connect("postgres");
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT coalesce(max(oid::bigint), 0) FROM pg_database WHERE datname = '"
                    + name
                    + "'")) {
      row.next();
      return row.getString(1);
    }
  }

  private void onServer(String text) throws SQLException {
    try (Connection connection = bench.server().connect("postgres");
        Statement statement = connection.createStatement()) {
      statement.execute(text);
    }
  }
}
