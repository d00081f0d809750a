package io.drover.backup.rebuild;

import io.drover.backup.catalogue.KnownBackups;
import io.drover.backup.maintenance.MaintenanceAction;
import io.drover.backup.maintenance.NoDryRun;
import io.drover.backup.maintenance.PlainSuccess;
import io.drover.backup.repository.BackupRepository;
import io.drover.backup.repository.Repositories;
import io.drover.schemas.FailureCode;
import io.drover.schemas.MaintenanceRequested;
import io.drover.service.operation.Attempt;
import io.drover.service.operation.OperationFailure;
import io.drover.service.operation.Outcome;
import io.drover.service.target.DatabaseEntry;
import java.util.List;

/**
 * Announces every backup of a database again, as a repository has them, with pins, verdicts and
 * copies: the loss of Kafka or of the state database is no loss of the catalogue.
 */
public final class RebuildAction implements MaintenanceAction {
  /** Its word in requests. */
  public static final String NAME = "rebuild-catalogue";

  private static final int NAMED_AT_MOST = 5;

  private final Repositories repositories;
  private final KnownBackups known;

  /** Announces what is in these repositories. */
  public RebuildAction(Repositories repositories, KnownBackups known) {
    this.repositories = repositories;
    this.known = known;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void admit(MaintenanceRequested command, DatabaseEntry database) throws OperationFailure {
    NoDryRun.check(command);
    String asked = command.getRepository();
    String own = database.policy().backup().repository();
    if (asked != null
        && !asked.equals(own)
        && !asked.equals(database.policy().backup().upkeep().copyTo())) {
      throw OperationFailure.of(
          FailureCode.INVALID_REQUEST,
          "The policy of " + database.name() + " names no such repository.",
          "./drover rebuild-catalogue " + database.name() + " --repository " + own);
    }
  }

  @Override
  public Outcome run(Attempt<MaintenanceRequested> attempt)
      throws OperationFailure, InterruptedException {
    DatabaseEntry database = attempt.target().entry();
    String asked = attempt.command().getRepository();
    BackupRepository repository =
        asked != null && asked.equals(database.policy().backup().upkeep().copyTo())
            ? repositories.requireCopiesOf(database)
            : repositories.of(database);
    Rebuild rebuild = new Rebuild(attempt, repository, repositories, known);
    rebuild.run();
    return rebuild.damaged().isEmpty()
        ? PlainSuccess.of(attempt.command(), List.of())
        : new Outcome.Failed(failure(database.name(), rebuild.damaged()), List.of());
  }

  private static OperationFailure failure(String database, List<String> damaged) {
    String some = String.join(", ", damaged.stream().limit(NAMED_AT_MOST).toList());
    int more = damaged.size() - NAMED_AT_MOST;
    return OperationFailure.of(
            FailureCode.BACKUP_CORRUPT,
            "All other backups of %s were announced; the manifests of these cannot be read: %s%s."
                .formatted(database, some, more > 0 ? " and " + more + " more" : ""),
            "./drover scrub " + database)
        .withDetail(String.join("\n", damaged));
  }
}
