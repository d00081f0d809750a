package io.drover.backup.spool;

import io.drover.service.folder.OwnedFolder;
import io.drover.service.folder.OwnedFolders;
import io.drover.service.operation.OperationFailure;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;

/** A folder of one attempt; closing it removes it. */
public final class SpoolFolder implements AutoCloseable {
  private static final String DUMP = "dump";

  private final Spool spool;
  private final OwnedFolder folder;

  SpoolFolder(Spool spool, OwnedFolder folder) {
    this.spool = spool;
    this.folder = folder;
  }

  /** Where pg_dump writes a directory, or pg_restore reads one; not there yet. */
  public Path dump() {
    return folder.path().resolve(DUMP);
  }

  /** Makes the folder of {@link #dump}. */
  public Path makeDump() throws OperationFailure {
    try {
      return Files.createDirectory(dump(), OwnedFolders.PRIVATELY);
    } catch (IOException e) {
      throw spool.explain(e);
    }
  }

  /** Bytes of all files in it now. */
  public long bytes() throws IOException {
    return bytes(folder.path());
  }

  private static long bytes(Path folder) throws IOException {
    long sum = 0;
    try (DirectoryStream<Path> children = Files.newDirectoryStream(folder)) {
      for (Path child : children) {
        sum += Files.isDirectory(child, LinkOption.NOFOLLOW_LINKS) ? bytes(child) : size(child);
      }
    }
    return sum;
  }

  private static long size(Path file) throws IOException {
    try {
      return Files.size(file);
    } catch (NoSuchFileException e) {
      // Stored and removed between the two looks.
      return 0;
    }
  }

  @Override
  public void close() {
    folder.close();
  }

  /**
   * Ends those that work in the folder of a dead service: the workers of pg_dump outlive it, and do
   * so for ever when they were stopped. They bear the folder's name among their arguments.
   */
  static void endPrograms(Path folder) {
    String dump = folder.resolve(DUMP).toString();
    ProcessHandle.allProcesses()
        .filter(
            process ->
                Arrays.stream(process.info().arguments().orElse(new String[0]))
                    .anyMatch(argument -> argument.endsWith(dump)))
        .forEach(ProcessHandle::destroyForcibly);
  }
}
