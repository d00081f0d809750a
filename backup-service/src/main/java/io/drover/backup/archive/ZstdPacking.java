package io.drover.backup.archive;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.ClosedByInterruptException;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Compresses by zstd, on a thread of its own: at high levels zstd takes 32 MiB at a time for each
 * of its workers and cannot be stopped within them, for which whoever was cancelled must not wait.
 * That thread frees what was given up as soon as the workers have ended what they had begun.
 */
final class ZstdPacking extends Packing {
  private static final int BUFFER = 256 * 1024;

  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().daemon().name("drover-compress").factory());
  private final byte[] handed = new byte[BUFFER];
  private final ZstdFrame frame;
  private Future<Boolean> last = CompletableFuture.completedFuture(true);
  private boolean finished;
  private boolean closed;

  /**
   * Begins a frame.
   *
   * @throws InterruptedException while waiting until few enough others, that were given up, are
   *     left
   */
  ZstdPacking(OutputStream out, int level, int workers) throws InterruptedException {
    GivenUp.awaitRoom();
    this.frame = new ZstdFrame(out, level, workers);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    for (int done = 0; done < length; ) {
      await();
      int count = Math.min(length - done, BUFFER);
      System.arraycopy(bytes, offset + done, handed, 0, count);
      last = submit(() -> frame.add(handed, count));
      done += count;
    }
  }

  @Override
  void finish() throws IOException {
    await();
    last = submit(frame::end);
    await();
    finished = true;
  }

  private Future<Boolean> submit(Callable<Boolean> step) {
    return thread.submit(step);
  }

  private void await() throws IOException {
    try {
      boolean _ = last.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      ClosedByInterruptException interrupted = new ClosedByInterruptException();
      interrupted.initCause(e);
      throw interrupted;
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException error ? error : new IOException(e.getCause());
    }
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    if (finished) {
      var _ = thread.submit(frame::close);
    } else {
      giveUp();
    }
    thread.shutdown();
  }

  private void giveUp() {
    GivenUp.add();
    // It may be writing to the other stream, which ends; within zstd it notices nothing.
    boolean _ = last.cancel(true);
    frame.cutOff();
    var _ =
        thread.submit(
            () -> {
              try {
                frame.close();
              } finally {
                GivenUp.remove();
              }
            });
  }
}
