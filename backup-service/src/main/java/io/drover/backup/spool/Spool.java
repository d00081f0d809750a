package io.drover.backup.spool;

import io.drover.backup.repository.DurableFiles;
import io.drover.schemas.FailureCode;
import io.drover.service.folder.OwnedFolders;
import io.drover.service.operation.OperationFailure;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A private folder of this machine in which dumps wait to be stored, and archives to be restored.
 * Several services may share it: whoever begins a new folder in it removes those of the dead, and
 * ends the programs that still write there. Thread-safe.
 */
public final class Spool {
  private final OwnedFolders folders;
  private final long bytes;

  /**
   * @param root is made when it is missing; its parent must exist
   * @param bytes how much of a dump may wait here at once
   */
  public Spool(Path root, long bytes) {
    this.folders = new OwnedFolders(root, SpoolFolder::endPrograms);
    this.bytes = bytes;
  }

  /** How much of a dump may wait here: what is set, or what the disk has left if that is less. */
  public long room() throws OperationFailure {
    return Math.min(bytes, usable());
  }

  /** What the disk has left. */
  public long usable() throws OperationFailure {
    try {
      return folders.usable();
    } catch (IOException e) {
      throw explain(e);
    }
  }

  /** A new folder, after those of the dead have been removed. */
  public SpoolFolder begin() throws OperationFailure {
    try {
      return new SpoolFolder(this, folders.begin());
    } catch (IOException e) {
      throw explain(e);
    }
  }

  /** Removes what killed services left. */
  public void clean() throws OperationFailure {
    begin().close();
  }

  /** The failure that an error in this folder is. */
  public OperationFailure explain(IOException error) {
    Path root = folders.root();
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
