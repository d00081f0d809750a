package io.drover.backup.archive;

import com.github.luben.zstd.EndDirective;
import com.github.luben.zstd.ZstdCompressCtx;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;

/**
 * One frame of zstd on its way into a stream. Belongs to one thread, except for {@link #cutOff}.
 */
final class ZstdFrame implements AutoCloseable {
  private static final int BUFFER = 256 * 1024;

  // Freed at once: a dump of many tables makes many frames, and the collector sees their heap only.
  private final Arena arena = Arena.ofShared();
  private final ByteBuffer plain = arena.allocate(BUFFER).asByteBuffer();
  private final ByteBuffer packed = arena.allocate(BUFFER).asByteBuffer();
  private final byte[] chunk = new byte[BUFFER];
  private final ZstdCompressCtx zstd;
  private final OutputStream out;
  private final Object writing = new Object();
  private boolean cutOff;

  ZstdFrame(OutputStream out, int level, int workers) {
    this.out = out;
    this.zstd = new ZstdCompressCtx().setLevel(level).setWorkers(workers).setChecksum(true);
  }

  /** Compresses some more; not all of it needs to have been written when it returns. */
  boolean add(byte[] bytes, int length) throws IOException {
    plain.clear().put(bytes, 0, length).flip();
    while (plain.hasRemaining()) {
      boolean _ = step(EndDirective.CONTINUE);
    }
    return true;
  }

  /** Ends the frame and closes the stream. */
  boolean end() throws IOException {
    plain.clear().limit(0);
    boolean complete = false;
    while (!complete) {
      complete = step(EndDirective.END);
    }
    synchronized (writing) {
      requireWanted();
      out.close();
    }
    return true;
  }

  private boolean step(EndDirective directive) throws IOException {
    packed.clear();
    boolean complete = zstd.compressDirectByteBufferStream(packed, plain, directive);
    int count = packed.flip().remaining();
    packed.get(chunk, 0, count);
    synchronized (writing) {
      requireWanted();
      out.write(chunk, 0, count);
    }
    return complete;
  }

  private void requireWanted() throws IOException {
    if (cutOff) {
      throw new IOException("the compressor was given up");
    }
  }

  /** Nothing is written to the stream any more once this returns. */
  void cutOff() {
    synchronized (writing) {
      cutOff = true;
    }
  }

  /** Frees it; what zstd's workers have begun comes to its end first. */
  @Override
  public void close() {
    zstd.close();
    arena.close();
  }
}
