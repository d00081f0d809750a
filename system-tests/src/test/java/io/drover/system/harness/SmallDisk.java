package io.drover.system.harness;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** A file system of a given size, in memory, in place of a folder. Only root can make one. */
public final class SmallDisk implements AutoCloseable {
  private final Path folder;

  private SmallDisk(Path folder) {
    this.folder = folder;
  }

  /**
   * Lays one over the folder; the test is skipped where nobody lets it.
   *
   * @param size as {@code mount} takes it, for example 2m
   */
  public static SmallDisk mount(Path folder, String size) {
    int exitCode =
        run("mount", "-t", "tmpfs", "-o", "mode=0700,size=" + size, "tmpfs", folder.toString());
    Assumptions.assumeTrue(exitCode == 0, "a file system cannot be mounted here");
    return new SmallDisk(folder);
  }

  @Override
  public void close() {
    // Lazily: a service may still have a file open in it.
    int exitCode = run("umount", "--lazy", folder.toString());
    if (exitCode != 0) {
      throw new IllegalStateException(folder + " cannot be unmounted");
    }
  }

  private static int run(String... command) {
    try {
      Process process = new ProcessBuilder(command).inheritIO().start();
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IllegalStateException(command[0] + " does not end");
      }
      return process.exitValue();
    } catch (IOException e) {
      return -1;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
