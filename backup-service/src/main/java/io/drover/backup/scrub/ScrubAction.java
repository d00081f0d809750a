package io.drover.backup.scrub;

import io.drover.backup.catalogue.CatalogueRecord;
import io.drover.backup.catalogue.KnownBackups;
import io.drover.backup.maintenance.MaintenanceAction;
import io.drover.backup.maintenance.NoDryRun;
import io.drover.backup.maintenance.PlainSuccess;
import io.drover.backup.repository.BackupRepository;
import io.drover.backup.repository.Manifest;
import io.drover.backup.repository.Repositories;
import io.drover.schemas.BackupsScrubbed;
import io.drover.schemas.FailureCode;
import io.drover.schemas.MaintenanceRequested;
import io.drover.schemas.ScrubFinding;
import io.drover.service.operation.Attempt;
import io.drover.service.operation.OperationFailure;
import io.drover.service.operation.Outcome;
import io.drover.service.operation.Outcome.Announcement;
import io.drover.service.target.DatabaseEntry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Reads every file of every backup of a database again, in all its repositories, and compares it
 * with its checksum. What is damaged or missing is told, and is the end of the operation; a backup
 * whose archive is unsound gets a bad verdict, so that nobody counts on it.
 */
public final class ScrubAction implements MaintenanceAction {
  /** Its word in requests. */
  public static final String NAME = "scrub";

  private static final int LISTED = 1000;
  private static final int NAMED_AT_MOST = 5;

  private final Repositories repositories;
  private final KnownBackups known;

  /** Scrubs these repositories. */
  public ScrubAction(Repositories repositories, KnownBackups known) {
    this.repositories = repositories;
    this.known = known;
  }

  @Override
  public String name() {
    return NAME;
  }

  /** It takes as long as reading everything; no pin should wait for it. */
  @Override
  public String lane() {
    return "drover_scrub_";
  }

  @Override
  public void admit(MaintenanceRequested command, DatabaseEntry database) throws OperationFailure {
    NoDryRun.check(command);
  }

  @Override
  public Outcome run(Attempt<MaintenanceRequested> attempt)
      throws OperationFailure, InterruptedException {
    long startedNanos = System.nanoTime();
    DatabaseEntry database = attempt.target().entry();
    BackupRepository first = repositories.of(database);
    DatabaseScrub scrub =
        new DatabaseScrub(attempt, first, repositories.copiesOf(database).orElse(null), known);
    scrub.run();
    attempt.reached("scrubbed");
    List<Announcement> told = new ArrayList<>();
    for (Manifest unsound : scrub.unsound()) {
      attempt.fence();
      if (UnsoundVerdict.record(attempt, first, unsound, scrub.findings())) {
        told.add(CatalogueRecord.of(first, unsound));
      }
    }
    attempt.reached("scrub-verdicts-written");
    long millis = Duration.ofNanos(System.nanoTime() - startedNanos).toMillis();
    List<ScrubFinding> findings = scrub.findings();
    attempt.state(
        header ->
            new BackupsScrubbed(
                header,
                scrub.numbers(),
                findings.stream().limit(LISTED).toList(),
                findings.size(),
                millis),
        told);
    attempt.reached("scrub-stated");
    return findings.isEmpty()
        ? PlainSuccess.of(attempt.command(), List.of())
        : new Outcome.Failed(failure(database.name(), findings), List.of());
  }

  private static OperationFailure failure(String database, List<ScrubFinding> findings) {
    String some =
        findings.stream()
            .limit(NAMED_AT_MOST)
            .map(ScrubAction::place)
            .collect(Collectors.joining(", "));
    int more = findings.size() - NAMED_AT_MOST;
    return OperationFailure.of(
            FailureCode.BACKUP_CORRUPT,
            "Of the backups of %s these are damaged or missing: %s%s."
                .formatted(database, some, more > 0 ? " and " + more + " more" : ""),
            findings.getFirst().getRemedy())
        .withDetail(
            findings.stream()
                .map(
                    each ->
                        "%s %s: %s Remedy: %s"
                            .formatted(
                                place(each),
                                each.getProblem(),
                                each.getMessage(),
                                each.getRemedy()))
                .collect(Collectors.joining("\n")));
  }

  private static String place(ScrubFinding finding) {
    return finding.getRepository()
        + ": "
        + finding.getBackupId()
        + (finding.getFile().isEmpty() ? "" : "/" + finding.getFile());
  }
}
