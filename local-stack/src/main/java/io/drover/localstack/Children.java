package io.drover.localstack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Starts the servers' processes. */
final class Children {
  // PR_SET_PDEATHSIG is about the thread that forked, not its process: that thread must live as
  // long as the JVM
  // (prctl(2)). So it is one platform thread that never ends.
  private static final ExecutorService FOREVER =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().daemon().name("drover-local-stack-children").factory());

  private Children() {}

  /**
   * What to run, as another user and with a signal for the death of this JVM. On Linux it gets a
   * session of its own too, so that Ctrl-C in a terminal reaches this JVM alone and the servers are
   * ended in order.
   */
  record Command(List<String> words, @Nullable UnixUser user, Optional<String> deathSignal) {
    List<String> full() {
      List<String> full = new ArrayList<>();
      find("setsid").ifPresent(full::add);
      Optional<String> setpriv = find("setpriv");
      if (user != null && setpriv.isEmpty()) {
        throw noSetpriv();
      }
      if (setpriv.isPresent() && (user != null || deathSignal.isPresent())) {
        full.add(setpriv.get());
        if (user != null) {
          full.addAll(asUser(user));
        }
        deathSignal.ifPresent(signal -> full.addAll(List.of("--pdeathsig", signal)));
        full.add("--");
      }
      full.addAll(words);
      return full;
    }

    private static List<String> asUser(UnixUser user) {
      return List.of(
          "--reuid", user.name(), "--regid", String.valueOf(user.gid()), "--init-groups");
    }
  }

  /** Whether the death of this JVM can be made to end its children. */
  static boolean canDieWithParent() {
    return find("setpriv").isPresent();
  }

  static Process start(Command command, Path log) {
    var builder =
        new ProcessBuilder(command.full())
            .directory(Path.of("/").toFile())
            .redirectErrorStream(true)
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder
        .environment()
        .keySet()
        .removeIf(name -> name.startsWith("PG") || name.startsWith("JAVA_TOOL_"));
    try {
      return FOREVER.submit(builder::start).get(30, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new LocalStackException(
          command.words().getFirst() + " could not be started: " + e.getMessage(), "see " + log, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LocalStackException("Interrupted while a server was started.", "try again", e);
    }
  }

  private static MissingProgramException noSetpriv() {
    return new MissingProgramException(
        "The program setpriv is needed to run PostgreSQL as an unprivileged user, because this is root.",
        "apt-get install -y util-linux");
  }

  private static Optional<String> find(String program) {
    return List.of("/usr/bin/", "/bin/", "/usr/local/bin/").stream()
        .map(folder -> folder + program)
        .filter(path -> Files.isExecutable(Path.of(path)))
        .filter(path -> !isBusybox(Path.of(path)))
        .findFirst();
  }

  /** Busybox's setpriv knows neither users nor the death signal. */
  private static boolean isBusybox(Path path) {
    try {
      return path.toRealPath().getFileName().toString().equals("busybox");
    } catch (IOException e) {
      return true;
    }
  }
}
