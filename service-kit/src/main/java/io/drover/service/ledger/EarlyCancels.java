package io.drover.service.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/** Cancels that arrived before their requests. */
final class EarlyCancels {
  private EarlyCancels() {}

  /** Who cancelled, and why. */
  record Cancel(String requestedBy, String reason) {}

  static void remember(Connection connection, OperationKey key, Cancel cancel) throws SQLException {
    try (var insert =
        connection.prepareStatement(
            """
            INSERT INTO early_cancel (kind, operation_id, requested_by, reason) VALUES (?, ?, ?, ?)
            ON CONFLICT DO NOTHING
            """)) {
      insert.setString(1, key.kind());
      insert.setString(2, key.operationId());
      insert.setString(3, cancel.requestedBy());
      insert.setString(4, cancel.reason());
      insert.executeUpdate();
    }
  }

  /**
   * Removes and returns those whose operations have come: two transactions that do not see each
   * other, one with the cancel and one with the request, leave such a pair behind.
   */
  static Map<OperationKey, Cancel> overtaken(Connection connection) throws SQLException {
    try (var delete =
        connection.prepareStatement(
            """
            DELETE FROM early_cancel USING operation
            WHERE early_cancel.kind = operation.kind
              AND early_cancel.operation_id = operation.operation_id
            RETURNING early_cancel.kind, early_cancel.operation_id, early_cancel.requested_by,
              early_cancel.reason
            """)) {
      return read(delete);
    }
  }

  /** Removes and returns those of the given operations, as far as these are new. */
  static Map<OperationKey, Cancel> take(Connection connection, Collection<OperationKey> keys)
      throws SQLException {
    if (keys.isEmpty()) {
      return Map.of();
    }
    String[] kinds = keys.stream().map(OperationKey::kind).toArray(String[]::new);
    String[] ids = keys.stream().map(OperationKey::operationId).toArray(String[]::new);
    try (var delete =
        connection.prepareStatement(
            """
            DELETE FROM early_cancel e
            WHERE (kind, operation_id) IN (SELECT * FROM unnest(?::text[], ?::text[]))
              AND NOT EXISTS (SELECT 1 FROM operation o
                WHERE o.kind = e.kind AND o.operation_id = e.operation_id)
            RETURNING kind, operation_id, requested_by, reason
            """)) {
      delete.setArray(1, connection.createArrayOf("text", kinds));
      delete.setArray(2, connection.createArrayOf("text", ids));
      return read(delete);
    }
  }

  private static Map<OperationKey, Cancel> read(PreparedStatement returning) throws SQLException {
    Map<OperationKey, Cancel> cancels = new TreeMap<>();
    try (var row = returning.executeQuery()) {
      while (row.next()) {
        cancels.put(
            new OperationKey(row.getString(1), row.getString(2)),
            new Cancel(row.getString(3), row.getString(4)));
      }
    }
    return cancels;
  }
}
