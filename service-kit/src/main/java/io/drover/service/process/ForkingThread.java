package io.drover.service.process;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that starts children. Linux sends the parent-death signal when the <em>thread</em>
 * that forked ends (prctl(2), PR_SET_PDEATHSIG), so this one lives as long as the JVM.
 */
final class ForkingThread {
  private static final Logger LOG = LoggerFactory.getLogger(ForkingThread.class);
  private static final ExecutorService THREAD =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("drover-fork").factory());

  /**
   * What stands before each command so that the child dies with this JVM; empty where that is not
   * possible.
   */
  private static final class DeathWithParent {
    static final List<String> PREFIX = probe();

    private static List<String> probe() {
      List<String> prefix = List.of("setpriv", "--pdeathsig", "KILL", "--");
      if (succeeds(List.of("setpriv", "--pdeathsig", "KILL", "--", "true"))) {
        return prefix;
      }
      LOG.warn(
          "setpriv with --pdeathsig is not here (package util-linux): children outlive a killed"
              + " service until the next attempt ends them");
      return List.of();
    }

    private static boolean succeeds(List<String> command) {
      try {
        Process process =
            new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
      } catch (IOException e) {
        return false;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
  }

  private ForkingThread() {}

  /** Starts the program; its pid is the returned one, as setpriv replaces itself. */
  static Process start(ProcessBuilder builder) throws IOException {
    // Forking takes milliseconds and must not be half-done, so an interrupt waits for it.
    boolean interrupted = false;
    var started =
        THREAD.submit(
            () -> {
              builder.command().addAll(0, DeathWithParent.PREFIX);
              return builder.start();
            });
    try {
      while (true) {
        try {
          return started.get();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException io
          ? io
          : new IOException("The program could not be started.", e.getCause());
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
