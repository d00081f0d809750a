package io.drover.system.checker;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Looks at the process list again and again while a run lasts, for secrets in it. */
public final class ProcessWatch implements AutoCloseable {
  private static final long INTERVAL_MILLIS = 100;

  private final List<String> secrets;
  private final Set<String> seen = ConcurrentHashMap.newKeySet();
  private final Thread thread =
      Thread.ofPlatform().daemon().name("process-watch").unstarted(this::run);

  private ProcessWatch(List<String> secrets) {
    this.secrets = secrets;
  }

  /** Starts to watch for these texts. */
  public static ProcessWatch start(List<String> secrets) {
    ProcessWatch watch = new ProcessWatch(secrets);
    watch.thread.start();
    return watch;
  }

  /** One sentence for each process that showed a secret. */
  public List<String> violations() {
    return seen.stream().map(each -> "no secret: the process list showed one: " + each).toList();
  }

  private void run() {
    try {
      while (true) {
        for (ProcessTable.Entry each : ProcessTable.read()) {
          if (secrets.stream().anyMatch(each::holds)) {
            seen.add(each.commandLine());
          }
        }
        Thread.sleep(INTERVAL_MILLIS);
      }
    } catch (InterruptedException ended) {
      return;
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
