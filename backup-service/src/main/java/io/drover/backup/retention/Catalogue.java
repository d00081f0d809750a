package io.drover.backup.retention;

import io.drover.backup.repository.BackupSummary;
import io.drover.backup.repository.Repositories;
import io.drover.backup.repository.SurveyedBackup;
import io.drover.backup.retention.Candidate.Proof;
import io.drover.service.operation.OperationFailure;
import io.drover.service.target.DatabaseEntry;
import java.util.List;
import java.util.Set;

/** The backups of a database with all that retention must know of them. Thread-safe. */
public final class Catalogue {
  private final Repositories repositories;
  private final BackupUses uses;

  /** Of backups in these repositories. */
  public Catalogue(Repositories repositories, BackupUses uses) {
    this.repositories = repositories;
    this.uses = uses;
  }

  /** Backups whose manifests can be read; what cannot be read is never removed by a rule. */
  List<Candidate> of(DatabaseEntry database) throws OperationFailure, InterruptedException {
    Set<String> used = uses.of(database.name());
    return repositories.of(database).survey(database.name()).stream()
        .map(each -> candidate(each, used))
        .toList();
  }

  private static Candidate candidate(SurveyedBackup surveyed, Set<String> used) {
    BackupSummary backup = surveyed.backup();
    return new Candidate(
        backup.backupId(),
        backup.committedAt(),
        backup.archive().bytes(),
        surveyed.pinned(),
        used.contains(backup.backupId()),
        !backup.whole(),
        surveyed
            .verdict()
            .map(newest -> newest.verified() ? Proof.VERIFIED : Proof.FAILED)
            .orElse(Proof.NONE),
        backup.imported() != null,
        backup.safety());
  }
}
