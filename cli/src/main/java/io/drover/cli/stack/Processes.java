package io.drover.cli.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Processes of this machine by id, told from later ones that got the same id. */
final class Processes {
  private static final Path PROC = Path.of("/proc/self/stat");
  // Fields of /proc/pid/stat after the program's name (proc(5)): the state is the first, the start
  // in clock ticks since boot the twentieth.
  private static final int STATE = 0;
  private static final int START = 19;
  private static final long PAUSE_MILLIS = 50;

  private Processes() {}

  /** When the process started, in a form that is only good for comparing; empty when it is dead. */
  static Optional<String> identity(long pid) {
    if (!Files.exists(PROC)) {
      return ProcessHandle.of(pid)
          .filter(ProcessHandle::isAlive)
          .flatMap(process -> process.info().startInstant())
          .map(start -> String.valueOf(start.toEpochMilli()));
    }
    try {
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      // Dead ones that nobody has reaped count as dead.
      return fields[STATE].equals("Z") || fields[STATE].equals("X")
          ? Optional.empty()
          : Optional.of(bootId() + "/" + fields[START]);
    } catch (IOException | IndexOutOfBoundsException e) {
      return Optional.empty();
    }
  }

  private static String bootId() throws IOException {
    Path file = Path.of("/proc/sys/kernel/random/boot_id");
    return Files.isReadable(file) ? Files.readString(file).strip() : "";
  }

  /** Whether the process of this id is still the one that had this identity. */
  static boolean isAlive(long pid, String identity) {
    return identity(pid).filter(identity::equals).isPresent();
  }

  /** Sends the signal to the process when it is still the one; says whether it was sent. */
  static boolean signal(long pid, String identity, String signal) {
    if (!isAlive(pid, identity)) {
      return true;
    }
    try {
      Process kill =
          new ProcessBuilder(List.of("/bin/sh", "-c", "kill -" + signal + " " + pid))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return kill.waitFor(10, TimeUnit.SECONDS) && kill.exitValue() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Waits until the process is gone; says whether it is. */
  static boolean awaitEnd(long pid, String identity, Duration deadline) {
    long end = System.nanoTime() + deadline.toNanos();
    while (isAlive(pid, identity)) {
      if (System.nanoTime() >= end) {
        return false;
      }
      try {
        TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
    return true;
  }
}
