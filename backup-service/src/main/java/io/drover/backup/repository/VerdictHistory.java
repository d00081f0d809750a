package io.drover.backup.repository;

import io.drover.backup.repository.SealedJson.DamagedException;
import io.drover.backup.repository.Store.StoredFile;
import io.drover.schemas.FailureCode;
import io.drover.service.operation.OperationFailure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
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

  private final Store store;

  VerdictHistory(Store store) {
    this.store = store;
  }

  /** Whether a file beside a manifest bears the name of a verdict. */
  static boolean isVerdict(String file) {
    return FILE.matcher(file).matches();
  }

  /**
   * The verdict that an operation recorded; empty when it has recorded none that can be read.
   *
   * @param operation id made of the operation, as that of a backup is
   */
  public Optional<Verdict> find(String database, BackupId backup, BackupId operation)
      throws OperationFailure, InterruptedException {
    try {
      return read(new BackupFolder(database, backup).key(name(operation)));
    } catch (IOException e) {
      throw RepositoryFailures.of(e, store);
    }
  }

  /**
   * All verdicts on a backup that can be read, the newest first. Those that are damaged prove
   * nothing and are passed over with a warning in the log.
   */
  public List<Verdict> list(String database, BackupId backup)
      throws OperationFailure, InterruptedException {
    BackupFolder folder = new BackupFolder(database, backup);
    List<Verdict> verdicts = new ArrayList<>();
    try {
      for (StoredFile file : store.files(folder.key())) {
        if (isVerdict(file.key().substring(folder.key().length() + 1))) {
          read(file.key()).ifPresent(verdicts::add);
        }
      }
    } catch (IOException e) {
      throw RepositoryFailures.of(e, store);
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
   * @return the verdict that is now recorded
   */
  public Verdict record(String database, BackupId backup, BackupId operation, Verdict verdict)
      throws OperationFailure, InterruptedException {
    BackupFolder folder = new BackupFolder(database, backup);
    String key = folder.key(name(operation));
    byte[] json = SealedJson.write(verdict);
    try {
      requireThere(folder);
      try {
        store.publish(key, json);
        return verdict;
      } catch (FileAlreadyExistsException e) {
        Optional<Verdict> earlier = read(key);
        if (earlier.isPresent()) {
          return earlier.get();
        }
        // Nothing can be learnt from a damaged one.
        store.delete(key);
        store.publish(key, json);
        return verdict;
      }
    } catch (IOException e) {
      throw RepositoryFailures.of(e, store);
    }
  }

  private void requireThere(BackupFolder folder) throws IOException, OperationFailure {
    if (store.find(folder.key(BackupFolder.MANIFEST)).isEmpty()) {
      throw OperationFailure.of(
          FailureCode.BACKUP_NOT_FOUND,
          "The backup " + folder.id() + " was removed while it was verified.",
          "./drover backups " + folder.database());
    }
  }

  private Optional<Verdict> read(String key) throws IOException {
    try (InputStream in = store.open(key)) {
      Verdict verdict = SealedJson.read(in.readNBytes(LIMIT_BYTES), Verdict.class);
      if (verdict.verdictVersion() == Verdict.VERSION) {
        return Optional.of(verdict);
      }
      LOG.warn("The verdict {} has a form that this version of Drover does not know", key);
    } catch (DamagedException e) {
      LOG.warn("The verdict {} {}", key, e.getMessage());
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
    return Optional.empty();
  }

  private static String name(BackupId operation) {
    return PREFIX + operation + SUFFIX;
  }
}
