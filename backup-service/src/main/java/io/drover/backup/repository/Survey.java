package io.drover.backup.repository;

import io.drover.backup.repository.Store.StoredFile;
import io.drover.schemas.FailureCode;
import io.drover.service.operation.OperationFailure;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Looks at all backups of a database in as few calls of the store as there can be. */
final class Survey {
  private final Store store;
  private final String database;

  Survey(Store store, String database) {
    this.store = store;
    this.database = database;
  }

  /** Those whose manifests can be read, the newest first. */
  List<BackupSummary> backups() throws IOException, OperationFailure, InterruptedException {
    return Parallel.map(Catalogue.folders(store, database), this::readable).stream()
        .flatMap(Optional::stream)
        .sorted(Comparator.comparing(BackupSummary::committedAt).reversed())
        .toList();
  }

  /** The same with what one listing of the store says of the files beside the manifests. */
  List<SurveyedBackup> withSidecars() throws IOException, OperationFailure, InterruptedException {
    Map<String, List<String>> files = new TreeMap<>();
    for (StoredFile file : store.files(BackupFolder.requireDatabase(database))) {
      String[] words = file.key().split("/", -1);
      if (words.length == 3) {
        files.computeIfAbsent(words[1], id -> new ArrayList<>()).add(words[2]);
      }
    }
    List<BackupFolder> folders =
        files.entrySet().stream()
            .filter(each -> each.getValue().contains(BackupFolder.MANIFEST))
            .flatMap(each -> BackupId.parse(each.getKey()).stream())
            .map(id -> new BackupFolder(database, id))
            .toList();
    return Parallel.map(
            folders, each -> surveyed(each, files.getOrDefault(each.id().value(), List.of())))
        .stream()
        .flatMap(Optional::stream)
        .sorted(
            Comparator.comparing((SurveyedBackup each) -> each.backup().committedAt()).reversed())
        .toList();
  }

  private Optional<SurveyedBackup> surveyed(BackupFolder folder, List<String> files)
      throws OperationFailure, InterruptedException {
    Optional<BackupSummary> backup = readable(folder);
    if (backup.isEmpty()) {
      return Optional.empty();
    }
    Optional<Verdict> verdict =
        files.stream().anyMatch(VerdictHistory::isVerdict)
            ? new VerdictHistory(store).newest(folder.database(), folder.id())
            : Optional.empty();
    return Optional.of(new SurveyedBackup(backup.get(), files.contains(Pins.FILE), verdict));
  }

  /**
   * The one that was committed last of those that may be the newest one.
   *
   * @throws OperationFailure {@code BACKUP_CORRUPT}: a newer one cannot be read
   */
  Optional<BackupSummary> latest() throws IOException, OperationFailure, InterruptedException {
    Optional<BackupSummary> newest = Optional.empty();
    Optional<OperationFailure> unreadable = Optional.empty();
    for (Look each : Parallel.map(Catalogue.folders(store, database), this::look)) {
      if (each.unreadable().isPresent()) {
        unreadable = each.unreadable();
      }
      Optional<BackupSummary> found = each.backup().filter(BackupSummary::mayBeLatest);
      if (found.isPresent() && (newest.isEmpty() || isNewer(found.get(), newest.get()))) {
        newest = found;
        unreadable = Optional.empty();
      }
    }
    if (unreadable.isPresent()) {
      throw unreadable.get();
    }
    return newest;
  }

  private static boolean isNewer(BackupSummary candidate, BackupSummary than) {
    return candidate.committedAt().isAfter(than.committedAt());
  }

  private Optional<BackupSummary> readable(BackupFolder folder)
      throws OperationFailure, InterruptedException {
    return look(folder).backup();
  }

  /** One that is there, or why it cannot be told whether it is. */
  private record Look(Optional<BackupSummary> backup, Optional<OperationFailure> unreadable) {}

  private Look look(BackupFolder folder) throws OperationFailure, InterruptedException {
    try {
      return new Look(folder.summary(store), Optional.empty());
    } catch (IOException e) {
      throw RepositoryFailures.of(e, store);
    } catch (OperationFailure failure) {
      if (!failure.code().equals(FailureCode.BACKUP_CORRUPT)) {
        throw failure;
      }
      return new Look(Optional.empty(), Optional.of(failure));
    }
  }
}
