package io.drover.backup.rebuild;

import io.drover.backup.catalogue.CatalogueRecord;
import io.drover.backup.catalogue.KnownBackups;
import io.drover.backup.repository.BackupId;
import io.drover.backup.repository.BackupRepository;
import io.drover.backup.repository.Manifest;
import io.drover.backup.repository.Repositories;
import io.drover.schemas.CatalogueRebuilt;
import io.drover.schemas.FailureCode;
import io.drover.schemas.MaintenanceRequested;
import io.drover.schemas.Topics;
import io.drover.service.operation.Attempt;
import io.drover.service.operation.OperationFailure;
import io.drover.service.operation.Outcome.Announcement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** One announcement of all backups of a database, part by part: only one part is in memory. */
final class Rebuild {
  private static final int PART = 200;
  private static final int LISTED = 1000;

  private final Attempt<MaintenanceRequested> attempt;
  private final BackupRepository repository;
  private final Repositories repositories;
  private final KnownBackups known;
  private final String database;
  private final List<String> damaged = new ArrayList<>();
  private int announced;
  private int withdrawn;

  Rebuild(
      Attempt<MaintenanceRequested> attempt,
      BackupRepository repository,
      Repositories repositories,
      KnownBackups known) {
    this.attempt = attempt;
    this.repository = repository;
    this.repositories = repositories;
    this.known = known;
    this.database = attempt.target().entry().name();
  }

  void run() throws OperationFailure, InterruptedException {
    Set<String> made = known.succeeded(database);
    List<String> ids = List.copyOf(repository.committed(database));
    attempt.progress().phase("announcing", "backups", ids.size());
    for (int from = 0; from < ids.size(); from += PART) {
      int to = Math.min(ids.size(), from + PART);
      List<Announcement> part = announcements(ids.subList(from, to));
      announced += part.size();
      state(part, false);
      attempt.progress().done(to);
      attempt.reached("catalogue-part-announced");
    }
    List<Announcement> gone = gone(made);
    withdrawn = gone.size();
    state(gone, true);
    attempt.reached("catalogue-announced");
  }

  List<String> damaged() {
    return damaged;
  }

  private List<Announcement> announcements(List<String> ids)
      throws OperationFailure, InterruptedException {
    Map<String, Announcement> part = new LinkedHashMap<>();
    for (String id : ids) {
      try {
        Optional<Manifest> manifest = repository.find(database, new BackupId(id));
        if (manifest.isPresent()) {
          part.put(manifest.get().operationId(), CatalogueRecord.of(repository, manifest.get()));
        }
      } catch (OperationFailure failure) {
        if (!failure.code().equals(FailureCode.BACKUP_CORRUPT)) {
          throw failure;
        }
        damaged.add(id);
      }
    }
    // A backup whose operation goes on announces itself, or is taken away by it.
    part.keySet().removeAll(known.unsuccessful(part.keySet()));
    return List.copyOf(part.values());
  }

  /**
   * Backups that were made and are in no repository any more. An empty repository is more likely
   * one that is not mounted, and one that is away says nothing: nothing is withdrawn then.
   */
  private List<Announcement> gone(Set<String> made) throws OperationFailure, InterruptedException {
    Set<String> present = new TreeSet<>();
    try {
      present.addAll(repositories.of(attempt.target().entry()).committed(database));
      if (present.isEmpty()) {
        return List.of();
      }
      Optional<BackupRepository> copies = repositories.copiesOf(attempt.target().entry());
      if (copies.isPresent()) {
        present.addAll(copies.get().committed(database));
      }
    } catch (OperationFailure away) {
      if (!away.code().equals(FailureCode.REPOSITORY_UNAVAILABLE)) {
        throw away;
      }
      return List.of();
    }
    made.retainAll(known.succeeded(database));
    made.removeAll(present);
    return made.stream().map(id -> Announcement.tombstone(Topics.BACKUPS, id)).toList();
  }

  private void state(List<Announcement> part, boolean complete)
      throws OperationFailure, InterruptedException {
    attempt.fence();
    attempt.state(
        header ->
            new CatalogueRebuilt(
                header,
                repository.name(),
                announced,
                withdrawn,
                damaged.stream().limit(LISTED).toList(),
                damaged.size(),
                complete),
        part);
  }
}
