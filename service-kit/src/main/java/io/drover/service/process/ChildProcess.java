package io.drover.service.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;

/**
 * A running child. Its standard error is drained and bounded; standard output and input belong to
 * the caller.
 */
public interface ChildProcess extends AutoCloseable {
  InputStream output();

  OutputStream input();

  /**
   * Waits for its end.
   *
   * @return the exit code
   * @throws InterruptedException the attempt must end; the child is then dead
   */
  int await() throws InterruptedException;

  /** Whether it has not ended yet. */
  boolean isAlive();

  /** Tail of standard error, at most 8 KiB, secrets masked. */
  String errorTail();

  /**
   * Stops the processes that the child has started, but not the child itself, until they are
   * resumed or ended.
   *
   * @throws IOException no signal can be sent here
   */
  void pauseWorkers() throws IOException;

  /** Lets them go on. */
  void resumeWorkers() throws IOException;

  /** User plus system time so far, zero when unknown. */
  Duration cpuTime();

  /** Ends the whole process tree and waits for that. */
  @Override
  void close();
}
