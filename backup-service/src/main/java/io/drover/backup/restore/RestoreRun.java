package io.drover.backup.restore;

import io.drover.backup.content.ReadingSession;
import io.drover.backup.repository.Manifest;
import io.drover.backup.repository.Manifest.TableRows;
import io.drover.backup.restore.RestoreMarks.Restored;
import io.drover.schemas.RestoreRequested;
import io.drover.service.operation.Attempt;
import io.drover.service.operation.OperationFailure;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Fills a database of the attempt's own from one backup and proves that it holds what was backed
 * up; nobody knows its name yet.
 */
final class RestoreRun {
  private final Attempt<RestoreRequested> attempt;
  private final Wanted wanted;
  private final Manifest manifest;
  private final ScratchRestore restore;
  private final Duration lockTimeout;
  private final List<String> warnings = new ArrayList<>();

  /** What is there when the manifest states no rows. */
  private RestoredRows.@Nullable Comparison seen;

  private final long startedNanos = System.nanoTime();

  RestoreRun(Attempt<RestoreRequested> attempt, Wanted wanted, RestoreTools tools) {
    this.attempt = attempt;
    this.wanted = wanted;
    this.manifest = wanted.manifest();
    this.restore =
        new ScratchRestore(
            attempt,
            wanted,
            tools.reader(),
            tools.programs(),
            tools.spool(),
            ScratchRestore.Terms.of(attempt.command()));
    this.lockTimeout = attempt.target().entry().policy().lockTimeout();
  }

  /** What it would fail with, as far as that can be known before anything is made. */
  List<Finding> findings(Connection maintenance) throws SQLException, OperationFailure {
    return restore.findings(maintenance);
  }

  /** Reads the whole archive; throws as {@link ScratchRestore#verifyArchive}. */
  void verifyArchive() throws OperationFailure, InterruptedException {
    restore.verifyArchive();
  }

  /** From the archive to a database whose rows have been counted. */
  ScratchDatabase fill() throws OperationFailure, InterruptedException, SQLException {
    verifyArchive();
    ScratchDatabase scratch = restore.fill();
    warnings.addAll(wanted.warnings());
    warnings.addAll(restore.warnings());
    check(scratch);
    return scratch;
  }

  private void check(ScratchDatabase scratch)
      throws OperationFailure, InterruptedException, SQLException {
    try (Connection connection = attempt.connect(scratch.name())) {
      if (RestoreMode.of(attempt.command()).quiet()) {
        Quieting.apply(connection);
      }
      Statistics.of(attempt, scratch.name(), attempt.command().getJobs()).gather();
      ReadingSession.prepare(connection, lockTimeout);
      attempt.progress().phase("counting", "rows", rows());
      if (manifest.imported() == null) {
        RestoredRows.check(connection, manifest, wanted.rows());
      } else {
        seen = RestoredRows.seen(connection);
      }
      attempt.progress().done(rows());
      RoleMapping.check(connection, wanted.mapping());
    }
  }

  private Stream<TableRows> exact() {
    return wanted.rows().stream().filter(TableRows::exact);
  }

  private long rows() {
    return exact().mapToLong(TableRows::rows).sum();
  }

  /** What there is to say about it. */
  Restored restored() {
    return new Restored(
        manifest.backupId(),
        seen == null ? (int) exact().count() : seen.tables(),
        seen == null ? rows() : seen.rows(),
        warnings,
        Duration.ofNanos(System.nanoTime() - startedNanos).toMillis());
  }
}
