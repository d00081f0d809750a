package io.drover.backup.retention;

import io.drover.backup.repository.BackupId;
import io.drover.backup.repository.BackupRepository;
import io.drover.backup.repository.Parallel;
import io.drover.backup.repository.Repositories;
import io.drover.service.operation.OperationFailure;
import io.drover.service.target.DatabaseEntry;
import java.util.List;
import java.util.Set;

/** The backups of a database with all that retention must know of them. Thread-safe. */
public final class Catalogue {
  private final Repositories repositories;
  private final BackupUses uses;
  private final Verdicts verdicts;

  public Catalogue(Repositories repositories, BackupUses uses, Verdicts verdicts) {
    this.repositories = repositories;
    this.uses = uses;
    this.verdicts = verdicts;
  }

  /** Backups whose manifests can be read; what cannot be read is never removed by a rule. */
  List<Candidate> of(DatabaseEntry database) throws OperationFailure, InterruptedException {
    Set<String> used = uses.of(database.name());
    BackupRepository repository = repositories.of(database);
    return Parallel.map(
        repository.list(database.name()),
        manifest ->
            new Candidate(
                manifest.backupId(),
                manifest.committedAt(),
                manifest.archive().bytes(),
                repository.pins().pinned(database.name(), new BackupId(manifest.backupId())),
                used.contains(manifest.backupId()),
                !manifest.whole(),
                verdicts.of(repository, manifest),
                manifest.imported() != null));
  }
}
