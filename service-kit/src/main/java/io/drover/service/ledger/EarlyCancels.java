package io.drover.service.ledger;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

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

  /** Removes and returns those of the given operations. */
  static Map<OperationKey, Cancel> take(Connection connection, Collection<OperationKey> keys)
      throws SQLException {
    Map<OperationKey, Cancel> taken = new HashMap<>();
    if (keys.isEmpty()) {
      return taken;
    }
    String[] kinds = keys.stream().map(OperationKey::kind).toArray(String[]::new);
    String[] ids = keys.stream().map(OperationKey::operationId).toArray(String[]::new);
    try (var delete =
        connection.prepareStatement(
            """
            DELETE FROM early_cancel
            WHERE (kind, operation_id) IN (SELECT * FROM unnest(?::text[], ?::text[]))
            RETURNING kind, operation_id, requested_by, reason
            """)) {
      delete.setArray(1, connection.createArrayOf("text", kinds));
      delete.setArray(2, connection.createArrayOf("text", ids));
      try (var row = delete.executeQuery()) {
        while (row.next()) {
          taken.put(
              new OperationKey(row.getString(1), row.getString(2)),
              new Cancel(row.getString(3), row.getString(4)));
        }
      }
    }
    return taken;
  }
}
