package io.drover.backup.archive;

import java.io.IOException;
import java.io.OutputStream;

/** Compresses on the calling thread, by codecs that hold little back and so end soon. */
final class DirectPacking extends Packing {
  private final OutputStream codec;
  private final Runnable release;

  /**
   * @param codec ends its stream when it is closed
   * @param release frees what the codec holds when it is not to be closed
   */
  DirectPacking(OutputStream codec, Runnable release) {
    this.codec = codec;
    this.release = release;
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    codec.write(bytes, offset, length);
  }

  @Override
  void finish() throws IOException {
    codec.close();
  }

  @Override
  public void close() {
    release.run();
  }
}
