package io.drover.backup.restore;

import io.drover.backup.content.ReadingSession;
import io.drover.backup.content.RowCounter;
import io.drover.backup.content.Table;
import io.drover.backup.repository.Manifest;
import io.drover.backup.repository.Manifest.TableRows;
import io.drover.schemas.FailureCode;
import io.drover.service.operation.OperationFailure;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Compares a restored database with what its manifest states. */
final class RestoredRows {
  private static final int NAMED_AT_MOST = 10;

  private RestoredRows() {}

  private record Name(String schema, String name) {
    static Name of(TableRows rows) {
      return new Name(rows.schema(), rows.name());
    }
  }

  /** Gathers the statistics that a dump does not hold: without them the first queries are slow. */
  static void analyze(Connection connection, Duration lockTimeout) throws SQLException {
    ReadingSession.prepare(connection, lockTimeout);
    try (Statement statement = connection.createStatement()) {
      statement.execute("ANALYZE");
    }
  }

  /**
   * Counts and compares.
   *
   * @throws OperationFailure {@code VERIFICATION_MISMATCH}
   */
  static void check(Connection connection, Manifest manifest)
      throws SQLException, OperationFailure {
    Map<Name, Long> restored = new HashMap<>();
    for (TableRows rows : RowCounter.count(connection, Table.list(connection))) {
      restored.put(Name.of(rows), rows.rows());
    }
    List<String> mismatches = mismatches(manifest, restored);
    if (!mismatches.isEmpty()) {
      String some = String.join(", ", mismatches.stream().limit(NAMED_AT_MOST).toList());
      throw OperationFailure.of(
              FailureCode.VERIFICATION_MISMATCH,
              mismatches.size() + " tables differ from the backup: " + some + ".",
              "Restore another backup; ./drover backups " + manifest.database() + " lists them.")
          .withDetail(String.join("\n", mismatches));
    }
  }

  private static List<String> mismatches(Manifest manifest, Map<Name, Long> restored) {
    List<String> mismatches = new ArrayList<>();
    for (TableRows expected : manifest.tableRows()) {
      @Nullable Long found = restored.get(Name.of(expected));
      if (expected.exact() && (found == null || found != expected.rows())) {
        mismatches.add(
            expected.schema()
                + "."
                + expected.name()
                + (found == null
                    ? " is missing"
                    : " has " + found + " rows instead of " + expected.rows()));
      }
    }
    return mismatches;
  }
}
