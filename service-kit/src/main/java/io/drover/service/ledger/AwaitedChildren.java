package io.drover.service.ledger;

import static io.drover.service.ledger.FactWriter.key;

import io.drover.service.ledger.RunningOperation.EndedChild;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The children that operations wait for any of. Whoever changes the children of an operation holds
 * the lock on the operation's row, so that either the one sees that a child has ended or the other
 * that the operation waits.
 */
final class AwaitedChildren {
  /** So many results at once, of up to a mebibyte each, are seen by one attempt. */
  private static final int SEEN_AT_ONCE = 16;

  private AwaitedChildren() {}

  /** A child that has not ended. */
  record Open(OperationKey key, String database) {}

  /** How many children an operation waits for. */
  record Count(int open, int ended) {}

  static void add(Connection connection, OperationKey parent, OperationKey child, String database)
      throws SQLException {
    try (var insert =
        connection.prepareStatement(
            """
            INSERT INTO awaited (child_kind, child_id, kind, operation_id, database) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (child_kind, child_id, kind, operation_id) DO UPDATE SET outcome = NULL, fact = NULL
            """)) {
      key(insert, 1, child);
      key(insert, 3, parent);
      insert.setString(5, database);
      insert.executeUpdate();
    }
  }

  static Count count(Connection connection, OperationKey parent) throws SQLException {
    try (var select =
        connection.prepareStatement(
            """
            SELECT count(*) FILTER (WHERE outcome IS NULL), count(outcome) FROM awaited
            WHERE kind = ? AND operation_id = ?
            """)) {
      key(select, 1, parent);
      try (var row = select.executeQuery()) {
        row.next();
        return new Count(row.getInt(1), row.getInt(2));
      }
    }
  }

  static List<Open> open(Connection connection, OperationKey parent) throws SQLException {
    try (var select =
        connection.prepareStatement(
            """
            SELECT child_kind, child_id, database FROM awaited
            WHERE kind = ? AND operation_id = ? AND outcome IS NULL ORDER BY child_kind, child_id
            """)) {
      key(select, 1, parent);
      List<Open> open = new ArrayList<>();
      try (var row = select.executeQuery()) {
        while (row.next()) {
          open.add(
              new Open(new OperationKey(row.getString(1), row.getString(2)), row.getString(3)));
        }
      }
      return open;
    }
  }

  /** Those that have ended and were not seen, or some of them where there are many. */
  static List<EndedChild> ended(Connection connection, OperationKey parent) throws SQLException {
    try (var select =
        connection.prepareStatement(
            """
            SELECT child_kind, child_id, outcome, fact FROM awaited
            WHERE kind = ? AND operation_id = ? AND outcome IS NOT NULL ORDER BY child_kind, child_id LIMIT ?
            """)) {
      key(select, 1, parent);
      select.setInt(3, SEEN_AT_ONCE);
      List<EndedChild> ended = new ArrayList<>();
      try (var row = select.executeQuery()) {
        while (row.next()) {
          ended.add(
              new EndedChild(
                  row.getString(1), row.getString(2), row.getString(3), row.getBytes(4)));
        }
      }
      return ended;
    }
  }

  /** Forgets ended children that an attempt has seen. */
  static void forget(Connection connection, OperationKey parent, List<EndedChild> seen)
      throws SQLException {
    try (var delete =
        connection.prepareStatement(
            """
            DELETE FROM awaited WHERE child_kind = ? AND child_id = ? AND kind = ? AND operation_id = ?
              AND outcome IS NOT NULL
            """)) {
      for (EndedChild each : seen) {
        delete.setString(1, each.kind());
        delete.setString(2, each.operationId());
        key(delete, 3, parent);
        delete.addBatch();
      }
      delete.executeBatch();
    }
  }

  static void forgetAll(Connection connection, OperationKey parent) throws SQLException {
    try (var delete =
        connection.prepareStatement("DELETE FROM awaited WHERE kind = ? AND operation_id = ?")) {
      key(delete, 1, parent);
      delete.executeUpdate();
    }
  }

  /**
   * Notes how children have ended, and brings the operations that wait for them back to their
   * lanes.
   *
   * @param woken gets the lanes
   * @return how many operations were resumed
   */
  static int end(Connection connection, Collection<EndedChild> children, Set<String> woken)
      throws SQLException {
    Set<OperationKey> parents = lockParents(connection, children);
    if (parents.isEmpty()) {
      return 0;
    }
    try (var update =
        connection.prepareStatement(
            """
            UPDATE awaited SET outcome = ?, fact = ? WHERE child_kind = ? AND child_id = ? AND outcome IS NULL
            """)) {
      for (EndedChild each : children) {
        update.setString(1, each.outcome());
        update.setBytes(2, each.fact());
        update.setString(3, each.kind());
        update.setString(4, each.operationId());
        update.addBatch();
      }
      update.executeBatch();
    }
    int resumed = 0;
    for (OperationKey parent : parents) {
      resumed += resume(connection, parent, woken);
    }
    return resumed;
  }

  private static int resume(Connection connection, OperationKey parent, Set<String> woken)
      throws SQLException {
    try (var update =
        connection.prepareStatement(
            """
            UPDATE operation SET state = 'RETRYING', resume_at = clock_timestamp()
            WHERE kind = ? AND operation_id = ? AND state = 'AWAITING' AND lane IS NOT NULL RETURNING lane
            """)) {
      key(update, 1, parent);
      int resumed = 0;
      try (var row = update.executeQuery()) {
        while (row.next()) {
          woken.add(row.getString(1));
          resumed++;
        }
      }
      return resumed;
    }
  }

  /** In one order for all, so that two instances never wait for each other in a circle. */
  private static Set<OperationKey> lockParents(
      Connection connection, Collection<EndedChild> children) throws SQLException {
    try (var lock =
        connection.prepareStatement(
            """
            SELECT kind, operation_id FROM operation WHERE (kind, operation_id) IN (
              SELECT a.kind, a.operation_id FROM awaited a
                JOIN unnest(?::text[], ?::text[]) AS c (kind, id) ON a.child_kind = c.kind AND a.child_id = c.id
              WHERE a.outcome IS NULL)
            ORDER BY kind, operation_id FOR UPDATE
            """)) {
      lock.setArray(
          1,
          connection.createArrayOf(
              "text", children.stream().map(EndedChild::kind).toArray(String[]::new)));
      lock.setArray(
          2,
          connection.createArrayOf(
              "text", children.stream().map(EndedChild::operationId).toArray(String[]::new)));
      Set<OperationKey> parents = new HashSet<>();
      try (var row = lock.executeQuery()) {
        while (row.next()) {
          parents.add(new OperationKey(row.getString(1), row.getString(2)));
        }
      }
      return parents;
    }
  }
}
