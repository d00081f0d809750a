package io.drover.service.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** A process with its descendants. */
final class ProcessTree {
  private static final Duration POLITE = Duration.ofSeconds(2);
  private static final Duration LIMIT = Duration.ofMillis(4500);

  private final ProcessHandle root;

  ProcessTree(ProcessHandle root) {
    this.root = root;
  }

  /** User plus system time of those that live now. */
  Duration cpuTime() {
    return Stream.concat(Stream.of(root), root.descendants())
        .map(handle -> handle.info().totalCpuDuration().orElse(Duration.ZERO))
        .reduce(Duration.ZERO, Duration::plus);
  }

  /** Sends a signal to all but the root; one that has ended meanwhile does not matter. */
  void signalDescendants(String signal) throws IOException {
    List<String> command =
        new ArrayList<>(List.of("sh", "-c", "kill -s \"$0\" \"$@\" 2>&-", signal));
    root.descendants().map(handle -> Long.toString(handle.pid())).forEach(command::add);
    if (command.size() == 4) {
      return;
    }
    try {
      new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Asks all to end, then makes them, and waits at most 5 s in all. Finishes even when the thread
   * is interrupted.
   */
  void end() {
    long start = System.nanoTime();
    // Remembered before the root dies: its children are then nobody's descendants.
    Set<ProcessHandle> members = new LinkedHashSet<>();
    collect(members);
    members.forEach(ProcessHandle::destroy);
    boolean interrupted = awaitGone(members, start + POLITE.toNanos());
    collect(members);
    members.forEach(ProcessHandle::destroyForcibly);
    interrupted |= awaitGone(members, start + LIMIT.toNanos());
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void collect(Set<ProcessHandle> members) {
    for (ProcessHandle handle : Set.copyOf(members)) {
      handle.descendants().forEach(members::add);
    }
    members.add(root);
    root.descendants().forEach(members::add);
  }

  private static boolean awaitGone(Set<ProcessHandle> members, long deadline) {
    boolean interrupted = false;
    while (!members.stream().allMatch(ProcessTree::gone) && System.nanoTime() < deadline) {
      try {
        Thread.sleep(5);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    return interrupted;
  }

  /** A dead process that nobody reaps, as under some PID 1, counts as gone. */
  static boolean gone(ProcessHandle handle) {
    return !handle.isAlive() || state(handle.pid()) == 'Z';
  }

  private static char state(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      return stat.charAt(stat.lastIndexOf(')') + 2);
    } catch (IOException | IndexOutOfBoundsException e) {
      return '?';
    }
  }
}
