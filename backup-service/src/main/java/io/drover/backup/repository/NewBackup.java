package io.drover.backup.repository;

import io.drover.backup.repository.Store.StoredFile;
import io.drover.service.operation.OperationFailure;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A backup in the making, owned by one attempt. Closing it removes what the attempt wrote unless it
 * was committed. Not thread-safe.
 */
public final class NewBackup implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(NewBackup.class);

  private final Store store;
  private final BackupFolder folder;
  private final int attempt;
  private final List<Upload> uploads = new ArrayList<>();
  private final List<String> files = new ArrayList<>();

  NewBackup(Store store, BackupFolder folder, int attempt) {
    this.store = store;
    this.folder = folder;
    this.attempt = attempt;
  }

  /**
   * Begins a file of the backup.
   *
   * @param stem first part of its name; the attempt's number follows it
   * @param suffix last part, for example {@code .dump.zst}
   * @return where it is written to; closed with this object at the latest
   */
  public Upload create(String stem, String suffix) throws OperationFailure, InterruptedException {
    String file = stem + "-" + attempt + suffix;
    try {
      Upload upload = store.create(folder.key(file));
      uploads.add(upload);
      files.add(file);
      return upload;
    } catch (IOException e) {
      throw explain(e);
    }
  }

  /** Makes a file durable. */
  public void complete(Upload upload) throws OperationFailure, InterruptedException {
    try {
      upload.complete();
    } catch (IOException e) {
      throw explain(e);
    }
  }

  /** Name of the file that was begun last, for the manifest. */
  public String file() {
    return files.getLast();
  }

  /** Turns an error of an upload into a failure. */
  public OperationFailure explain(IOException error) throws InterruptedException {
    return RepositoryFailures.of(error, store);
  }

  /**
   * Publishes the manifest: the commit point. Of all attempts of an operation one wins; the others
   * get its manifest.
   *
   * @return the manifest that is now published, of this or of another attempt
   */
  public Manifest commit(Manifest manifest) throws OperationFailure, InterruptedException {
    try {
      Optional<Manifest> published = folder.manifest(store);
      if (published.isPresent()) {
        // Whoever published it may have removed this attempt's archive already.
        return published.get();
      }
      requireStored(manifest);
      try {
        store.publish(folder.key(BackupFolder.MANIFEST), ManifestJson.write(manifest));
      } catch (FileAlreadyExistsException e) {
        return folder.manifest(store).orElseThrow(() -> e);
      }
      return manifest;
    } catch (IOException e) {
      throw explain(e);
    }
  }

  private void requireStored(Manifest manifest) throws IOException {
    Optional<StoredFile> stored = store.find(folder.key(manifest.archive().file()));
    if (stored.isEmpty() || stored.get().bytes() != manifest.archive().bytes()) {
      throw new StoreUnavailableException("did not keep what was written to it");
    }
  }

  /** After the commit, removes what other attempts left. */
  public void removeOthers() {
    try {
      for (StoredFile other : store.files(folder.key())) {
        if (!folder.belongs(other.key(), files)) {
          store.delete(other.key());
        }
      }
    } catch (IOException e) {
      LOG.warn("Leftovers in {} stay until the next collection: {}", folder, e.toString());
    }
  }

  @Override
  public void close() {
    try {
      for (Upload upload : uploads) {
        upload.close();
      }
      if (!isPublished()) {
        for (String file : files) {
          store.delete(folder.key(file));
        }
      }
    } catch (IOException e) {
      LOG.warn("Leftovers in {} stay until the next collection: {}", folder, e.toString());
    }
  }

  /**
   * Asks the store and not the course of {@link #commit}, which may have been cut off after the
   * commit point.
   */
  private boolean isPublished() throws IOException {
    try {
      Optional<Manifest> manifest = folder.manifest(store);
      return manifest.isPresent() && files.contains(manifest.get().archive().file());
    } catch (OperationFailure e) {
      // In doubt the archive stays: the collection of leftovers can still remove it, nobody could
      // bring it back.
      return true;
    }
  }
}
