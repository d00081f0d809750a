package io.drover.service.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A child of this JVM; thread-safe. */
final class RunningChild implements ChildProcess {
  private static final Duration LAST_WORDS = Duration.ofSeconds(2);
  private static final Duration EXIT_SEEN = Duration.ofSeconds(10);

  private final String program;
  private final Process process;
  private final ProcessTree tree;
  private final ErrorTail errors;
  private final ChildInput input;
  private volatile CompletableFuture<@Nullable Void> ended =
      CompletableFuture.completedFuture(null);
  private final AtomicReference<Duration> cpuTime = new AtomicReference<>(Duration.ZERO);

  RunningChild(String program, Process process, String secret, Consumer<String> errorLines) {
    this.program = String.valueOf(Path.of(program).getFileName());
    this.process = process;
    this.tree = new ProcessTree(process.toHandle());
    this.errors = new ErrorTail(process.getErrorStream(), secret, errorLines);
    this.input = new ChildInput(process.getOutputStream(), this::early);
  }

  /** Has the action done once the process has ended; await and close return after it. */
  void atEnd(Runnable action) {
    ended = process.onExit().thenRun(action);
  }

  @Override
  public InputStream output() {
    return process.getInputStream();
  }

  @Override
  public OutputStream input() {
    return input;
  }

  @Override
  public int await() throws InterruptedException {
    try {
      int exitCode = process.waitFor();
      ended.join();
      errors.awaitEnd(LAST_WORDS);
      return exitCode;
    } catch (InterruptedException e) {
      close();
      throw e;
    }
  }

  @Override
  public boolean isAlive() {
    return process.isAlive();
  }

  @Override
  public String errorTail() {
    return errors.text();
  }

  @Override
  public void pauseWorkers() throws IOException {
    tree.signalDescendants("STOP");
  }

  @Override
  public void resumeWorkers() throws IOException {
    tree.signalDescendants("CONT");
  }

  @Override
  public Duration cpuTime() {
    Duration now = tree.cpuTime();
    return cpuTime.accumulateAndGet(now, (a, b) -> a.compareTo(b) > 0 ? a : b);
  }

  @Override
  public void close() {
    if (process.isAlive()) {
      cpuTime();
      tree.end();
    }
    input.close();
    if (!process.isAlive()) {
      ended.join();
    }
  }

  /** A moment is left to the child to end, as its pipe breaks before its exit is seen. */
  private IOException early(IOException brokenPipe) {
    try {
      if (process.waitFor(EXIT_SEEN.toMillis(), TimeUnit.MILLISECONDS)) {
        errors.awaitEnd(LAST_WORDS);
        return new ChildEndedException(program, process.exitValue(), errorTail(), brokenPipe);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return brokenPipe;
  }
}
