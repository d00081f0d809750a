package io.drover.backup.repository;

import io.drover.service.operation.OperationFailure;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A backup in the making, owned by one attempt. Closing it removes what the attempt wrote unless it
 * was committed. Not thread-safe.
 */
public final class NewBackup implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(NewBackup.class);

  private final RepositoryLayout layout;
  private final String database;
  private final BackupId id;
  private final int attempt;
  private final Path folder;
  private final Path archive;
  private final FileChannel channel;

  NewBackup(RepositoryLayout layout, String database, BackupId id, int attempt)
      throws IOException, OperationFailure {
    this.layout = layout;
    this.database = database;
    this.id = id;
    this.attempt = attempt;
    this.folder = layout.createBackup(database, id);
    this.archive = folder.resolve("database-" + attempt + ".dump.zst");
    this.channel = DurableFiles.create(archive);
  }

  /** Name of the archive's file, for the manifest. */
  public String archiveFile() {
    return archive.getFileName().toString();
  }

  /** Where the archive is written to; closed with this object. */
  public OutputStream archive() {
    return Channels.newOutputStream(channel);
  }

  /** Turns an error of {@link #archive} into a failure. */
  public OperationFailure explain(IOException error) throws InterruptedException {
    return RepositoryFailures.of(error, layout.root());
  }

  /**
   * Puts the archive on the disk.
   *
   * @param bytes how many were written
   * @throws OperationFailure the file has another size
   */
  public void finish(long bytes) throws OperationFailure, InterruptedException {
    try {
      channel.force(true);
      if (channel.size() != bytes) {
        throw RepositoryFailures.unavailable("did not keep what was written to it", layout.root());
      }
    } catch (IOException e) {
      throw explain(e);
    }
  }

  /**
   * Publishes the manifest: the commit point. Of all attempts of an operation one wins; the others
   * get its manifest.
   *
   * @return the manifest that is now published, of this or of another attempt
   */
  public Manifest commit(Manifest manifest) throws OperationFailure, InterruptedException {
    Path published = folder.resolve(RepositoryLayout.MANIFEST);
    Path complete = folder.resolve(RepositoryLayout.MANIFEST + "." + attempt);
    try {
      if (Files.exists(published, LinkOption.NOFOLLOW_LINKS)) {
        // Whoever published it may have removed this attempt's archive already.
        return ManifestJson.read(published, database, id);
      }
      if (Files.size(archive) != manifest.archive().bytes()) {
        throw RepositoryFailures.unavailable("did not keep what was written to it", layout.root());
      }
      DurableFiles.write(complete, ManifestJson.write(manifest));
      try {
        DurableFiles.publish(complete, published);
      } catch (FileAlreadyExistsException e) {
        return ManifestJson.read(published, database, id);
      }
      return manifest;
    } catch (IOException e) {
      throw explain(e);
    }
  }

  /** After the commit, removes what other attempts left. */
  public void removeOthers() {
    try {
      for (Path file : Folders.files(folder)) {
        if (!file.equals(archive)
            && !file.endsWith(RepositoryLayout.MANIFEST)
            && !VerdictHistory.isVerdict(file)) {
          Files.deleteIfExists(file);
        }
      }
    } catch (IOException e) {
      LOG.warn("Leftovers in {} stay until the next collection: {}", folder, e.toString());
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
      if (!isPublished()) {
        Files.deleteIfExists(folder.resolve(RepositoryLayout.MANIFEST + "." + attempt));
        Files.deleteIfExists(archive);
        Folders.deleteIfEmpty(folder);
      }
    } catch (IOException e) {
      LOG.warn("Leftovers in {} stay until the next collection: {}", folder, e.toString());
    }
  }

  /**
   * Asks the folder and not the course of {@link #commit}, which may have been cut off after the
   * commit point.
   */
  private boolean isPublished() throws IOException {
    Path manifest = folder.resolve(RepositoryLayout.MANIFEST);
    if (!Files.exists(manifest, LinkOption.NOFOLLOW_LINKS)) {
      return false;
    }
    try {
      return ManifestJson.read(manifest, database, id).archive().file().equals(archiveFile());
    } catch (OperationFailure e) {
      // In doubt the archive stays: the collection of leftovers can still remove it, nobody could
      // bring it back.
      return true;
    }
  }
}
