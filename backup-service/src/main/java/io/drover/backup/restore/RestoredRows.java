package io.drover.backup.restore;

import io.drover.backup.content.ContentHash;
import io.drover.backup.content.ReadingSession;
import io.drover.backup.content.RowCounter;
import io.drover.backup.content.Table;
import io.drover.backup.repository.Manifest;
import io.drover.backup.repository.Manifest.TableRows;
import io.drover.schemas.FailureCode;
import io.drover.service.operation.OperationFailure;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Compares the rows of a restored database with what its manifest states. */
public final class RestoredRows {
  /** How many of the tables that differ a sentence names. */
  public static final int NAMED_AT_MOST = 10;

  private RestoredRows() {}

  private record Name(String schema, String name) {
    static Name of(TableRows rows) {
      return new Name(rows.schema(), rows.name());
    }
  }

  /**
   * Counts and compares.
   *
   * @param rows those of the manifest that were restored
   * @throws OperationFailure {@code VERIFICATION_MISMATCH}
   */
  static void check(Connection connection, Manifest manifest, List<TableRows> rows)
      throws SQLException, OperationFailure {
    List<String> mismatches = compare(connection, rows, false).mismatches();
    if (!mismatches.isEmpty()) {
      String some = String.join(", ", mismatches.stream().limit(NAMED_AT_MOST).toList());
      throw OperationFailure.of(
              FailureCode.VERIFICATION_MISMATCH,
              mismatches.size() + " tables differ from the backup: " + some + ".",
              "Restore another backup; ./drover backups " + manifest.database() + " lists them.")
          .withDetail(String.join("\n", mismatches));
    }
  }

  /**
   * What a comparison found.
   *
   * @param mismatches one for each table that differs: its name, and how
   * @param tables how many tables of the manifest were compared
   * @param rows the rows in them
   * @param hashed tables among them whose content was compared
   */
  public record Comparison(List<String> mismatches, int tables, long rows, int hashed) {}

  /**
   * Counts the rows of each table and compares.
   *
   * @param connection prepared by {@link ReadingSession}
   * @param hashes whether content is compared too, where the manifest has its hash
   */
  public static Comparison compare(Connection connection, Manifest manifest, boolean hashes)
      throws SQLException {
    return compare(connection, manifest.tableRows(), hashes);
  }

  private static Comparison compare(Connection connection, List<TableRows> all, boolean hashes)
      throws SQLException {
    Map<Name, TableRows> expected = new LinkedHashMap<>();
    all.stream().filter(TableRows::exact).forEach(rows -> expected.put(Name.of(rows), rows));
    Optional<ContentHash> hash =
        hashes
            ? Optional.of(ContentHash.prepare(connection, table -> hasHash(expected, table)))
            : Optional.empty();
    Map<Name, TableRows> restored = new HashMap<>();
    for (TableRows rows : RowCounter.count(connection, Table.list(connection), hash)) {
      restored.put(Name.of(rows), rows);
    }
    List<String> mismatches = new ArrayList<>();
    int hashed = 0;
    for (TableRows rows : expected.values()) {
      @Nullable TableRows found = restored.get(Name.of(rows));
      mismatch(rows, found).ifPresent(mismatches::add);
      hashed += found != null && found.contentHash() != null ? 1 : 0;
    }
    long rows = expected.values().stream().mapToLong(TableRows::rows).sum();
    return new Comparison(mismatches, expected.size(), rows, hashed);
  }

  /** What a database holds of which no rows are known: counted and compared with nothing. */
  public static Comparison seen(Connection connection) throws SQLException {
    List<TableRows> found =
        RowCounter.count(connection, Table.list(connection)).stream()
            .filter(TableRows::exact)
            .toList();
    long rows = found.stream().mapToLong(TableRows::rows).sum();
    return new Comparison(List.of(), found.size(), rows, 0);
  }

  private static boolean hasHash(Map<Name, TableRows> expected, Table table) {
    @Nullable TableRows rows = expected.get(new Name(table.schema(), table.name()));
    return rows != null && rows.contentHash() != null;
  }

  private static Optional<String> mismatch(TableRows expected, @Nullable TableRows found) {
    String name = expected.schema() + "." + expected.name();
    if (found == null) {
      return Optional.of(name + " is missing");
    }
    if (found.rows() != expected.rows()) {
      return Optional.of(name + " has " + found.rows() + " rows instead of " + expected.rows());
    }
    return found.contentHash() == null || found.contentHash().equals(expected.contentHash())
        ? Optional.empty()
        : Optional.of(name + " has other content in its " + found.rows() + " rows");
  }
}
