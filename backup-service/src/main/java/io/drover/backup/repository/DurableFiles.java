package io.drover.backup.repository;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Writes that are on the disk when they return. */
public final class DurableFiles {
  /** Dumps hold everything that a database holds: nobody but the service reads them. */
  private static final FileAttribute<?> PRIVATE_FILE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private static final FileAttribute<?> PRIVATE_FOLDER =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private DurableFiles() {}

  /** Whether an error is that of a disk, a quota or a bucket without room. */
  public static boolean isFull(IOException error) {
    String message = String.valueOf(error.getMessage());
    return message.contains("No space left on device") || message.contains("quota exceeded");
  }

  /** A new or emptied file that only this user reads. */
  public static FileChannel create(Path file) throws IOException {
    return FileChannel.open(
        file,
        Set.of(
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE,
            LinkOption.NOFOLLOW_LINKS),
        PRIVATE_FILE);
  }

  static void write(Path file, byte[] content) throws IOException {
    try (FileChannel channel = create(file)) {
      write(channel, content, 0, content.length);
      channel.force(true);
    }
  }

  static void write(FileChannel channel, byte[] content, int offset, int length)
      throws IOException {
    ByteBuffer rest = ByteBuffer.wrap(content, offset, length);
    while (rest.hasRemaining()) {
      channel.write(rest);
    }
  }

  /**
   * Makes one folder; what is there already must be a folder and not a link to one.
   *
   * @throws NoSuchFileException its parent is not there, or somebody removes it meanwhile
   */
  public static void createFolder(Path folder) throws IOException {
    try {
      Files.createDirectory(folder, PRIVATE_FOLDER);
      sync(parent(folder));
    } catch (FileAlreadyExistsException e) {
      // One look: between two, what is there could go.
      var there =
          Files.readAttributes(folder, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      if (!there.isDirectory()) {
        throw e;
      }
    }
  }

  /**
   * Gives a complete file, or a folder, its name, if nothing bears it yet.
   *
   * @throws FileAlreadyExistsException something does
   */
  public static void publish(Path complete, Path name) throws IOException {
    try {
      Files.createLink(name, complete);
      Files.delete(complete);
    } catch (FileAlreadyExistsException e) {
      throw e;
    } catch (UnsupportedOperationException | FileSystemException e) {
      // A folder has none, nor has every file system; the rename is then the best there is.
      if (Files.exists(name, LinkOption.NOFOLLOW_LINKS)) {
        throw new FileAlreadyExistsException(name.toString());
      }
      Files.move(complete, name, StandardCopyOption.ATOMIC_MOVE);
    }
    syncThoughInterrupted(parent(name));
  }

  /**
   * An interrupt that comes after the commit point must not make it look as if there had been none.
   */
  private static void syncThoughInterrupted(Path folder) throws IOException {
    boolean interrupted = Thread.interrupted();
    try {
      sync(folder);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Brings a file, or the names in a folder, to the disk. */
  public static void sync(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /** Whether the folder is gone; false when something is in it. */
  static boolean deleteIfEmpty(Path folder) throws IOException {
    try {
      return Files.deleteIfExists(folder);
    } catch (DirectoryNotEmptyException e) {
      // Somebody else writes there.
      return false;
    }
  }

  static Path parent(Path path) throws IOException {
    Path parent = path.getParent();
    if (parent == null) {
      throw new IOException(path + " lies in no folder");
    }
    return parent;
  }
}
