package io.drover.backup.dump;

import io.drover.backup.spool.SpoolFolder;
import io.drover.schemas.FailureCode;
import io.drover.service.operation.OperationFailure;
import io.drover.service.process.ChildProcess;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Stops the workers of pg_dump while more waits in the spool than may, and lets them go on as it
 * drains. pg_dump itself goes on, to tell which items are finished.
 */
final class Pressure implements AutoCloseable {
  private static final Duration LOOK = Duration.ofMillis(20);

  /** Polls in vain, and not seconds: those go by while a machine stands still, too. */
  private static final long PATIENCE = Duration.ofSeconds(5).toMillis() / DirectoryDump.POLL_MILLIS;

  private final ChildProcess child;
  private final SpoolFolder folder;
  private final long room;
  private final Thread thread;
  private volatile boolean paused;
  private volatile boolean starved;
  private volatile @Nullable IOException problem;
  private int polledInVain;

  private Pressure(ChildProcess child, SpoolFolder folder, long room) {
    this.child = child;
    this.folder = folder;
    this.room = room;
    this.thread = Thread.ofVirtual().name("drover-spool").unstarted(this::watch);
  }

  /**
   * Starts to look.
   *
   * @param room bytes that may wait
   */
  static Pressure start(ChildProcess child, SpoolFolder folder, long room) {
    Pressure pressure = new Pressure(child, folder, room);
    pressure.thread.start();
    return pressure;
  }

  private void watch() {
    try {
      while (!Thread.interrupted()) {
        long waiting = folder.bytes();
        if (!paused && waiting > room) {
          child.pauseWorkers();
          paused = true;
        } else if (paused && waiting <= (starved ? room : room / 2)) {
          // Where nothing is finished, only the workers can finish what there is room for.
          child.resumeWorkers();
          paused = false;
        }
        Thread.sleep(LOOK);
      }
    } catch (IOException e) {
      problem = e;
    } catch (InterruptedException e) {
      // The dump has ended.
    }
  }

  /** Whether the workers stand still. */
  boolean paused() {
    return paused;
  }

  /** Something has been taken out of the spool. */
  void drained() {
    starved = false;
    polledInVain = 0;
  }

  /**
   * A poll was in vain: nothing is there to be taken out.
   *
   * @throws OperationFailure the workers stand still for it, so that nothing ever will be
   * @throws IOException the spool cannot be looked at
   */
  void nothingToDrain() throws OperationFailure, IOException {
    IOException found = problem;
    if (found != null) {
      throw found;
    }
    starved = true;
    if (!paused) {
      polledInVain = 0;
    } else if (++polledInVain > PATIENCE) {
      throw tooLarge(folder.bytes(), room);
    }
  }

  private static OperationFailure tooLarge(long waiting, long room) {
    return OperationFailure.of(
        FailureCode.DISK_FULL,
        "The tables that are being dumped have "
            + waiting
            + " bytes in the spool already, which has room for "
            + room
            + ".",
        "Use the format custom, which needs no spool, or give it more: DROVER_SPOOL_BYTES.");
  }

  /** Leaves no worker standing still: such a one would not heed a request to end. */
  @Override
  public void close() {
    thread.interrupt();
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    try {
      if (paused) {
        child.resumeWorkers();
      }
    } catch (IOException e) {
      // They are made to end then.
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
