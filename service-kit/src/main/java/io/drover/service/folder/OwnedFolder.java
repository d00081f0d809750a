package io.drover.service.folder;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A private folder; closing it removes it with all that it holds. */
public final class OwnedFolder implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(OwnedFolder.class);

  private final Path folder;
  private final FileChannel lock;

  OwnedFolder(Path folder, FileChannel lock) {
    this.folder = folder;
    this.lock = lock;
  }

  /** Where it is; absolute. Holds a file named lock. */
  public Path path() {
    return folder;
  }

  @Override
  public void close() {
    remove(folder);
    try {
      lock.close();
    } catch (IOException e) {
      LOG.warn("{} keeps its lock until the service ends", folder, e);
    } finally {
      OwnedFolders.forget(folder);
    }
  }

  /** Removes a folder with all that it holds; what cannot be removed is told to the log. */
  public static void remove(Path folder) {
    try {
      delete(folder);
    } catch (IOException e) {
      LOG.warn("{} stays until its owner has ended: {}", folder, e.toString());
    }
  }

  /** The lock goes last: whoever meets a folder without one knows that nothing is in it. */
  static void delete(Path folder) throws IOException {
    Path lock = folder.resolve(OwnedFolders.LOCK);
    try (DirectoryStream<Path> children =
        Files.newDirectoryStream(folder, child -> !child.equals(lock))) {
      for (Path child : children) {
        if (Files.isDirectory(child, LinkOption.NOFOLLOW_LINKS)) {
          delete(child);
        } else {
          Files.deleteIfExists(child);
        }
      }
    }
    Files.deleteIfExists(lock);
    Files.deleteIfExists(folder);
  }
}
