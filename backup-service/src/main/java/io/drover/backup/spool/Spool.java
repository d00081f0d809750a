package io.drover.backup.spool;

import io.drover.backup.repository.DurableFiles;
import io.drover.schemas.FailureCode;
import io.drover.service.operation.OperationFailure;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A private folder of this machine in which dumps wait to be stored, and archives to be restored.
 * Several services may share it: each folder in it bears a lock for as long as its owner lives, and
 * whoever begins a new one removes those of the dead, and ends the programs that still write there.
 * Thread-safe.
 */
public final class Spool {
  private static final Logger LOG = LoggerFactory.getLogger(Spool.class);
  private static final Set<PosixFilePermission> PRIVATE =
      PosixFilePermissions.fromString("rwx------");
  static final FileAttribute<Set<PosixFilePermission>> PRIVATELY =
      PosixFilePermissions.asFileAttribute(PRIVATE);
  static final String LOCK = "lock";

  /** Belongs to whoever the service runs as. */
  private static final Path MYSELF = Path.of("/proc/self");

  // A JVM loses its lock on a file when it closes any channel of that file.
  private static final Set<Path> OWN = ConcurrentHashMap.newKeySet();
  private static final ReentrantLock ONE_AT_A_TIME = new ReentrantLock();

  private final Path root;
  private final long bytes;

  /**
   * @param root is made when it is missing; its parent must exist
   * @param bytes how much of a dump may wait here at once
   */
  public Spool(Path root, long bytes) {
    this.root = root.toAbsolutePath().normalize();
    this.bytes = bytes;
  }

  /** How much of a dump may wait here: what is set, or what the disk has left if that is less. */
  public long room() throws OperationFailure {
    return Math.min(bytes, usable());
  }

  /** What the disk has left. */
  public long usable() throws OperationFailure {
    try {
      makeRoot();
      return Files.getFileStore(root).getUsableSpace();
    } catch (IOException e) {
      throw explain(e);
    }
  }

  /** A new folder, after those of the dead have been removed. */
  public SpoolFolder begin() throws OperationFailure {
    ONE_AT_A_TIME.lock();
    try {
      makeRoot();
      try (FileChannel all = channel(root.resolve(LOCK));
          var _ = all.lock()) {
        removeDead();
        Path folder = root.resolve(UUID.randomUUID().toString());
        Files.createDirectory(folder, PRIVATELY);
        FileChannel own = channel(folder.resolve(LOCK));
        own.lock();
        OWN.add(folder);
        return new SpoolFolder(this, folder, own);
      }
    } catch (IOException e) {
      throw explain(e);
    } finally {
      ONE_AT_A_TIME.unlock();
    }
  }

  /** Removes what killed services left. */
  public void clean() throws OperationFailure {
    begin().close();
  }

  private static FileChannel channel(Path file) throws IOException {
    return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }

  private void makeRoot() throws IOException {
    try {
      Files.createDirectory(root, PRIVATELY);
    } catch (FileAlreadyExistsException e) {
      if (!Files.isDirectory(root, LinkOption.NOFOLLOW_LINKS)
          || !Files.getPosixFilePermissions(root, LinkOption.NOFOLLOW_LINKS).equals(PRIVATE)
          || !Files.getOwner(root, LinkOption.NOFOLLOW_LINKS).equals(Files.getOwner(MYSELF))) {
        throw new IOException(root + " is no folder of mode 0700 of the service's own user", e);
      }
    }
  }

  private void removeDead() throws IOException {
    List<Path> folders;
    try (Stream<Path> children = Files.list(root)) {
      folders =
          children.filter(each -> Files.isDirectory(each, LinkOption.NOFOLLOW_LINKS)).toList();
    }
    for (Path folder : folders) {
      if (!OWN.contains(folder)) {
        removeIfDead(folder);
      }
    }
  }

  private static void removeIfDead(Path folder) {
    Path file = folder.resolve(LOCK);
    try {
      try (FileChannel lock = FileChannel.open(file, StandardOpenOption.WRITE);
          var free = lock.tryLock()) {
        if (free == null) {
          return;
        }
      } catch (NoSuchFileException unlocked) {
        LOG.debug("{} is being removed by its owner, or was left like that", folder);
      }
      SpoolFolder.endPrograms(folder);
      SpoolFolder.delete(folder);
      LOG.info("removed {}, which no living service owns", folder);
    } catch (NoSuchFileException gone) {
      LOG.debug("{} was removed by its owner", folder);
    } catch (IOException e) {
      stays(folder, e);
    }
  }

  private static void stays(Path folder, IOException e) {
    LOG.warn("{} stays until the next dump or start", folder, e);
  }

  void remove(Path folder, FileChannel lock) {
    try {
      SpoolFolder.delete(folder);
      lock.close();
    } catch (IOException e) {
      stays(folder, e);
    } finally {
      OWN.remove(folder);
    }
  }

  /** The failure that an error in this folder is. */
  public OperationFailure explain(IOException error) {
    boolean full = DurableFiles.isFull(error);
    return OperationFailure.of(
            full ? FailureCode.DISK_FULL : FailureCode.INTERNAL,
            full
                ? "The disk of the spool " + root + " is full."
                : "The spool " + root + " cannot be used: " + error.getMessage() + ".",
            full
                ? "df -h " + root + " # or use the format custom, which needs no spool"
                : "ls -ld " + root + " && df -h " + root)
        .causedBy(error);
  }
}
