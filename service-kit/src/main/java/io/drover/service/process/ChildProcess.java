package io.drover.service.process;

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

  /** Tail of standard error, at most 8 KiB, secrets masked. */
  String errorTail();

  /** User plus system time so far, zero when unknown. */
  Duration cpuTime();

  /** Ends the whole process tree and waits for that. */
  @Override
  void close();
}
