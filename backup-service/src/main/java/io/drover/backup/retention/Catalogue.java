package io.drover.backup.retention;

import io.drover.backup.repository.BackupId;
import io.drover.backup.repository.BackupRepository;
import io.drover.backup.repository.Manifest;
import io.drover.backup.repository.Pins;
import io.drover.service.operation.OperationFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The backups of a database with all that retention must know of them. Thread-safe. */
public final class Catalogue {
  private final BackupRepository repository;
  private final Pins pins;
  private final BackupUses uses;
  private final Verdicts verdicts;

  public Catalogue(BackupRepository repository, Pins pins, BackupUses uses, Verdicts verdicts) {
    this.repository = repository;
    this.pins = pins;
    this.uses = uses;
    this.verdicts = verdicts;
  }

  /** Backups whose manifests can be read; what cannot be read is never removed by a rule. */
  List<Candidate> of(String database) throws OperationFailure, InterruptedException {
    Set<String> used = uses.of(database);
    List<Candidate> candidates = new ArrayList<>();
    for (Manifest manifest : repository.list(database)) {
      candidates.add(
          new Candidate(
              manifest.backupId(),
              manifest.committedAt(),
              manifest.archive().bytes(),
              pins.pinned(database, new BackupId(manifest.backupId())),
              used.contains(manifest.backupId()),
              verdicts.of(manifest)));
    }
    return candidates;
  }
}
