package io.drover.backup.repository;

import io.drover.service.operation.OperationFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes what killed attempts left: files that no manifest names and that nobody has written to
 * for a day.
 */
public final class LeftoverCollector {
  /** No attempt writes nothing for so long. */
  public static final Duration MINIMUM_AGE = Duration.ofHours(24);

  private static final Logger LOG = LoggerFactory.getLogger(LeftoverCollector.class);

  private final RepositoryLayout layout;

  /** Collects below the root of a repository. */
  public LeftoverCollector(Path root) {
    this.layout = new RepositoryLayout(root.toAbsolutePath().normalize());
  }

  /**
   * Removes the leftovers that were last written before {@code now} minus {@link #MINIMUM_AGE}.
   *
   * @param now by the clock that the files' times are of
   * @return how many files were removed
   * @throws OperationFailure {@code REPOSITORY_UNAVAILABLE}
   */
  public int collect(Instant now) throws OperationFailure, InterruptedException {
    Instant before = now.minus(MINIMUM_AGE);
    int removed = 0;
    try {
      for (String database : layout.databases()) {
        for (BackupId id : layout.ids(database)) {
          removed += collect(database, id, before);
        }
      }
    } catch (IOException e) {
      throw RepositoryFailures.of(e, layout.root());
    }
    return removed;
  }

  private int collect(String database, BackupId id, Instant before)
      throws IOException, OperationFailure {
    Path folder = layout.backup(database, id);
    Optional<String> archive;
    try {
      archive = archiveOf(folder, database, id);
    } catch (OperationFailure unreadable) {
      LOG.warn("{} is left alone: {}", folder, unreadable.message());
      return 0;
    }
    int removed = 0;
    for (Path file : Folders.files(folder)) {
      String name = file.getFileName().toString();
      boolean kept =
          archive.isPresent()
              && (name.equals(RepositoryLayout.MANIFEST)
                  || archive.get().equals(name)
                  || VerdictHistory.isVerdict(file));
      if (!kept && writtenBefore(file, before) && Files.deleteIfExists(file)) {
        LOG.info("Removed the leftover {}", file);
        removed++;
      }
    }
    if (archive.isEmpty() && Files.exists(folder) && writtenBefore(folder, before)) {
      Folders.deleteIfEmpty(folder);
    }
    return removed;
  }

  private static Optional<String> archiveOf(Path folder, String database, BackupId id)
      throws IOException, OperationFailure {
    try {
      Manifest manifest =
          ManifestJson.read(folder.resolve(RepositoryLayout.MANIFEST), database, id);
      return Optional.of(manifest.archive().file());
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  private static boolean writtenBefore(Path path, Instant before) throws IOException {
    return Files.getLastModifiedTime(path, LinkOption.NOFOLLOW_LINKS).toInstant().isBefore(before);
  }
}
