package io.drover.backup.dump;

import io.drover.backup.content.Table;
import io.drover.backup.repository.DatabaseProperties;
import io.drover.backup.repository.Manifest;
import io.drover.backup.repository.RoleDetails;
import io.drover.backup.scope.Selection;
import java.util.List;

/**
 * What a database is at the snapshot of a backup.
 *
 * @param exportedId under which other sessions join the snapshot while the one that took it lives
 * @param selection what of it is dumped
 * @param tables those whose rows are dumped
 */
record SnapshotState(
    String exportedId,
    Manifest.Snapshot snapshot,
    boolean standby,
    DatabaseProperties properties,
    List<Manifest.Extension> extensions,
    List<String> roles,
    List<RoleDetails> roleDetails,
    List<Table> tables,
    long databaseBytes,
    long largeObjectBytes,
    Selection selection) {

  /** A guess at the size of the dump: it holds rows but no indexes. */
  long estimatedBytes() {
    return tables.stream().mapToLong(Table::bytes).sum();
  }
}
