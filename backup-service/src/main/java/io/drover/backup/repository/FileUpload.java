package io.drover.backup.repository;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file that is written in its place: without a manifest that names it, it is garbage. */
final class FileUpload extends Upload {
  private final Path file;
  private final FileChannel channel;
  private final Pruning pruning;
  private long bytes;

  FileUpload(Path file, FileChannel channel, Pruning pruning) {
    this.file = file;
    this.channel = channel;
    this.pruning = pruning;
  }

  /** Cleans up behind a file that was thrown away. */
  @FunctionalInterface
  interface Pruning {
    void prune(Path folder) throws IOException;
  }

  @Override
  public void write(byte[] buffer, int offset, int length) throws IOException {
    DurableFiles.write(channel, buffer, offset, length);
    bytes += length;
  }

  @Override
  protected void finish() throws IOException {
    channel.force(true);
    if (channel.size() != bytes) {
      throw new StoreUnavailableException("did not keep what was written to it");
    }
  }

  @Override
  protected void release(boolean completed) throws IOException {
    channel.close();
    if (!completed && Files.deleteIfExists(file)) {
      pruning.prune(DurableFiles.parent(file));
    }
  }
}
