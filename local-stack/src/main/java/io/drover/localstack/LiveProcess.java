package io.drover.localstack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** A process of this machine by its id, whether this JVM started it or not. */
record LiveProcess(long pid) {
  private static final Path PROC = Path.of("/proc/self/stat");

  /**
   * Dead ones that nobody has reaped count as dead, unlike with {@code kill -0} and {@link
   * ProcessHandle}.
   */
  boolean isAlive() {
    if (!Files.exists(PROC)) {
      return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }
    try {
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      char state = stat.charAt(stat.lastIndexOf(')') + 2);
      return state != 'Z' && state != 'X';
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * The program and its arguments, parted by spaces; empty when there is none or we may not see it.
   */
  String commandLine() {
    if (!Files.exists(PROC)) {
      return ProcessHandle.of(pid).flatMap(process -> process.info().commandLine()).orElse("");
    }
    try {
      return Files.readString(Path.of("/proc/" + pid + "/cmdline")).replace('\0', ' ');
    } catch (IOException e) {
      return "";
    }
  }

  void signal(String name) {
    if (isAlive()) {
      try {
        Commands.output(List.of("/bin/sh", "-c", "kill -" + name + " " + pid));
      } catch (LocalStackException e) {
        if (isAlive()) {
          throw e;
        }
      }
    }
  }

  /** Kills it and all that it started, and waits until all are gone. */
  void killTree(Duration deadline) {
    List<LiveProcess> tree =
        ProcessHandle.of(pid).stream()
            .flatMap(process -> Stream.concat(Stream.of(process), process.descendants()))
            .map(process -> new LiveProcess(process.pid()))
            .toList();
    tree.forEach(
        process -> ProcessHandle.of(process.pid()).ifPresent(ProcessHandle::destroyForcibly));
    for (LiveProcess process : tree) {
      if (!process.endsWithin(deadline)) {
        throw new LocalStackException(
            "The process " + process.pid() + " survives SIGKILL.", "ps -fp " + process.pid());
      }
    }
  }

  boolean endsWithin(Duration deadline) {
    return Waiting.until(deadline, () -> !isAlive());
  }
}
