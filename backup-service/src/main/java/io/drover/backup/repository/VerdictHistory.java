package io.drover.backup.repository;

import io.drover.schemas.FailureCode;
import io.drover.service.operation.OperationFailure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What verifications found out about backups: one small file a verdict beside the manifest, which
 * itself is never written again. Each file holds its own checksum. Methods throw as those of {@link
 * BackupRepository}. Thread-safe.
 */
public final class VerdictHistory {
  private static final Logger LOG = LoggerFactory.getLogger(VerdictHistory.class);
  private static final int LIMIT_BYTES = 1024 * 1024;
  private static final String PREFIX = "verdict-";
  private static final String SUFFIX = ".json";
  private static final Pattern FILE =
      Pattern.compile(PREFIX + "[0-9]{8}T[0-9]{6}Z-[0-9a-f]{8}\\.json");

  private final RepositoryLayout layout;

  VerdictHistory(RepositoryLayout layout) {
    this.layout = layout;
  }

  /** Whether a file bears the name of a complete verdict. */
  static boolean isVerdict(Path file) {
    return FILE.matcher(file.getFileName().toString()).matches();
  }

  /**
   * The verdict that an operation recorded; empty when it has recorded none that can be read.
   *
   * @param operation id made of the operation, as that of a backup is
   */
  public Optional<Verdict> find(String database, BackupId backup, BackupId operation)
      throws OperationFailure, InterruptedException {
    try {
      return read(layout.backup(database, backup).resolve(name(operation)));
    } catch (IOException e) {
      throw RepositoryFailures.of(e, layout.root());
    }
  }

  /**
   * All verdicts on a backup that can be read, the newest first. Those that are damaged prove
   * nothing and are passed over with a warning in the log.
   */
  public List<Verdict> list(String database, BackupId backup)
      throws OperationFailure, InterruptedException {
    List<Verdict> verdicts = new ArrayList<>();
    try {
      for (Path file : Folders.files(layout.backup(database, backup))) {
        if (isVerdict(file)) {
          read(file).ifPresent(verdicts::add);
        }
      }
    } catch (IOException e) {
      throw RepositoryFailures.of(e, layout.root());
    }
    verdicts.sort(
        Comparator.comparing(Verdict::reachedAt).thenComparing(Verdict::operationId).reversed());
    return verdicts;
  }

  /** The newest verdict on a backup. */
  public Optional<Verdict> newest(String database, BackupId backup)
      throws OperationFailure, InterruptedException {
    return list(database, backup).stream().findFirst();
  }

  /**
   * Records a verdict, durably. Of all attempts of an operation the first one decides; the others
   * get what it recorded.
   *
   * @param operation as in {@link #find}
   * @param attempt number of the attempt that records it
   * @return the verdict that is now recorded
   * @throws OperationFailure {@code BACKUP_NOT_FOUND}: the backup was removed meanwhile
   */
  public Verdict record(
      String database, BackupId backup, BackupId operation, int attempt, Verdict verdict)
      throws OperationFailure, InterruptedException {
    Path folder = layout.backup(database, backup);
    Path published = folder.resolve(name(operation));
    Path complete = folder.resolve(name(operation) + "." + attempt);
    try {
      DurableFiles.write(complete, VerdictJson.write(verdict));
      try {
        DurableFiles.publish(complete, published);
        return verdict;
      } catch (FileAlreadyExistsException e) {
        Optional<Verdict> earlier = read(published);
        if (earlier.isPresent()) {
          Files.delete(complete);
          return earlier.get();
        }
        // Nothing can be learnt from a damaged one.
        Files.deleteIfExists(published);
        DurableFiles.publish(complete, published);
        return verdict;
      }
    } catch (NoSuchFileException e) {
      throw OperationFailure.of(
              FailureCode.BACKUP_NOT_FOUND,
              "The backup " + backup + " was removed while it was verified.",
              "./drover backups " + database)
          .causedBy(e);
    } catch (IOException e) {
      throw RepositoryFailures.of(e, layout.root());
    }
  }

  private static Optional<Verdict> read(Path file) throws IOException {
    try (InputStream in =
        Files.newInputStream(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
      Optional<Verdict> verdict = VerdictJson.read(in.readNBytes(LIMIT_BYTES));
      if (verdict.isEmpty()) {
        LOG.warn("The verdict {} is damaged or of a newer form", file);
      }
      return verdict;
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  private static String name(BackupId operation) {
    return PREFIX + operation + SUFFIX;
  }
}
