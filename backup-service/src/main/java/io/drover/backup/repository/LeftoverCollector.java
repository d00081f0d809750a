package io.drover.backup.repository;

import io.drover.backup.repository.Store.StoredFile;
import io.drover.service.operation.OperationFailure;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes what killed attempts left: files that no manifest names and that nobody has written to
 * for a day, and what unfinished uploads hold.
 */
final class LeftoverCollector {
  /** No attempt writes nothing for so long. */
  private static final Duration MINIMUM_AGE = Duration.ofHours(24);

  private static final Logger LOG = LoggerFactory.getLogger(LeftoverCollector.class);

  private final Store store;

  /** Collects in this store. */
  LeftoverCollector(Store store) {
    this.store = store;
  }

  /**
   * Removes the leftovers that were last written before {@code now} minus {@link #MINIMUM_AGE}.
   *
   * @param now by the clock that the files' times are of
   * @return how many files, uploads and empty folders were removed
   * @throws OperationFailure {@code REPOSITORY_UNAVAILABLE}
   */
  int collect(Instant now) throws OperationFailure, InterruptedException {
    Instant before = now.minus(MINIMUM_AGE);
    int removed = 0;
    try {
      for (BackupFolder folder : Catalogue.folders(store)) {
        removed += collect(folder, before);
      }
      return removed + store.removeUnfinished(before);
    } catch (IOException e) {
      throw RepositoryFailures.of(e, store);
    }
  }

  private int collect(BackupFolder folder, Instant before) throws IOException {
    List<String> named;
    try {
      Optional<Manifest> manifest = folder.manifest(store);
      named = manifest.map(each -> List.of(each.archive().file())).orElse(List.of());
    } catch (OperationFailure unreadable) {
      LOG.warn("{} is left alone: {}", folder, unreadable.message());
      return 0;
    }
    int removed = 0;
    for (StoredFile file : store.files(folder.key())) {
      boolean kept = !named.isEmpty() && folder.belongs(file.key(), named);
      if (!kept && file.writtenAt().isBefore(before)) {
        store.delete(file.key());
        LOG.info("Removed the leftover {}", file.key());
        removed++;
      }
    }
    return removed;
  }
}
