package io.drover.backup.scrub;

import io.drover.backup.catalogue.KnownBackups;
import io.drover.backup.repository.BackupId;
import io.drover.backup.repository.BackupRepository;
import io.drover.backup.repository.Manifest;
import io.drover.schemas.MaintenanceRequested;
import io.drover.schemas.ScrubFinding;
import io.drover.schemas.ScrubbedRepository;
import io.drover.service.operation.Attempt;
import io.drover.service.operation.OperationFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One reading of all backups of a database, the originals first. */
final class DatabaseScrub {
  private final Attempt<MaintenanceRequested> attempt;
  private final String database;
  private final BackupRepository first;
  private final @Nullable BackupRepository copies;
  private final KnownBackups known;
  private final List<RepositoryScrub> scrubs = new ArrayList<>();

  DatabaseScrub(
      Attempt<MaintenanceRequested> attempt,
      BackupRepository first,
      @Nullable BackupRepository copies,
      KnownBackups known) {
    this.attempt = attempt;
    this.database = attempt.target().entry().name();
    this.first = first;
    this.copies = copies;
    this.known = known;
  }

  void run() throws OperationFailure, InterruptedException {
    // In this order: what is made or removed meanwhile is not taken for missing.
    Set<String> made = known.succeeded(database);
    Set<String> originals = first.committed(database);
    RepositoryScrub scrubbed = scrub(first, originals);
    made.removeAll(originals);
    made.retainAll(known.succeeded(database));
    made.forEach(
        id ->
            scrubbed.missing(
                id, "The backup " + id + " was made, never removed, and is not there."));
    if (copies != null) {
      scrubCopies(copies, scrubbed.copies());
    }
  }

  private void scrubCopies(BackupRepository where, Map<String, String> said)
      throws OperationFailure, InterruptedException {
    Set<String> present = where.committed(database);
    RepositoryScrub scrubbed = scrub(where, present);
    for (Map.Entry<String, String> each : said.entrySet()) {
      String id = each.getKey();
      if (each.getValue().equals(where.name())
          && !present.contains(id)
          && first.contents(database, new BackupId(id)).committed()) {
        scrubbed.missing(id, "The copy of backup " + id + " was made and is not there.");
      }
    }
  }

  private RepositoryScrub scrub(BackupRepository repository, Set<String> ids)
      throws OperationFailure, InterruptedException {
    long total = 0;
    for (String id : ids) {
      total += repository.contents(database, new BackupId(id)).bytes();
    }
    attempt.progress().phase("reading " + repository.name(), "bytes", total);
    RepositoryScrub scrub =
        new RepositoryScrub(
            repository,
            database,
            new Findings(database, first, copies),
            bytes -> attempt.progress().done(bytes));
    for (String id : ids) {
      attempt.reached("scrub-reading");
      scrub.read(new BackupId(id));
    }
    scrubs.add(scrub);
    return scrub;
  }

  List<ScrubFinding> findings() {
    return scrubs.stream().flatMap(each -> each.findings().stream()).toList();
  }

  /** Backups whose original is unsound. */
  List<Manifest> unsound() {
    return scrubs.getFirst().unsound();
  }

  List<ScrubbedRepository> numbers() {
    return scrubs.stream().map(RepositoryScrub::numbers).toList();
  }
}
