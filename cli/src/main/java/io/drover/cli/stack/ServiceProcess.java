package io.drover.cli.stack;

import io.drover.cli.CliFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** One service as a child process. */
record ServiceProcess(Service service, int port, Process process, Path log) {
  // PR_SET_PDEATHSIG is about the thread that forked: it must live as long as the JVM (prctl(2)).
  private static final ExecutorService FOREVER =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().daemon().name("drover-children").factory());

  private static final String HEAP = "-Xmx256m";
  private static final Duration STARTED = Duration.ofSeconds(90);
  private static final Duration PAUSE = Duration.ofMillis(100);
  private static final int TAIL_LINES = 25;

  /**
   * A service that can be started.
   *
   * @param name module and jar
   * @param wantedPort port of its HTTP endpoint, where it is free
   */
  record Service(String name, int wantedPort) {
    Path jar(Path root) {
      return root.resolve(name).resolve("target").resolve(name + ".jar");
    }

    /** How its JVM runs, as an argument file (manual of java, "@argfile"). */
    Path jvmOptions(Path root) {
      return root.resolve(name).resolve("jvm.options");
    }
  }

  static ServiceProcess start(
      Service service,
      Path root,
      int port,
      Path log,
      Map<String, String> environment,
      boolean die) {
    List<String> words = new ArrayList<>(wrapper(die));
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.addAll(
        List.of("@" + service.jvmOptions(root), HEAP, "-jar", service.jar(root).toString()));
    var builder =
        new ProcessBuilder(words)
            .directory(root.toFile())
            .redirectErrorStream(true)
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    Map<String, String> own = builder.environment();
    own.keySet().removeIf(name -> name.startsWith("PG") || name.startsWith("JAVA_TOOL_"));
    own.putAll(environment);
    own.put("DROVER_HTTP_PORT", String.valueOf(port));
    try {
      Process process = FOREVER.submit(builder::start).get(30, TimeUnit.SECONDS);
      return new ServiceProcess(service, port, process, log);
    } catch (ExecutionException | TimeoutException e) {
      throw new CliFailure(
          "The " + service.name() + " could not be started: " + e.getMessage(), "see " + log, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CliFailure("Interrupted while services were started.", "try again", e);
    }
  }

  /**
   * A session of its own, so that Ctrl-C in the terminal reaches this JVM alone, which then ends
   * all in order; and a signal when this JVM dies however it dies.
   */
  private static List<String> wrapper(boolean dieWithParent) {
    List<String> words = new ArrayList<>();
    program("setsid").forEach(words::add);
    if (dieWithParent) {
      program("setpriv").forEach(path -> words.addAll(List.of(path, "--pdeathsig", "TERM", "--")));
    }
    return words;
  }

  private static Stream<String> program(String name) {
    return Stream.of("/usr/bin/", "/bin/")
        .map(folder -> folder + name)
        .filter(path -> Files.isExecutable(Path.of(path)) && !isBusybox(Path.of(path)))
        .limit(1);
  }

  /** Busybox's setpriv does not know the signal. */
  private static boolean isBusybox(Path path) {
    try {
      return path.toRealPath().endsWith("busybox");
    } catch (IOException e) {
      return true;
    }
  }

  Member member() {
    // The id of one that has ended may be another process's by now.
    return process.isAlive()
        ? Member.of(service.name(), process.pid(), port, log.toString())
        : new Member(service.name(), process.pid(), "ended", port, log.toString());
  }

  /** Waits until it says that it is healthy. */
  void awaitHealthy() {
    long end = System.nanoTime() + STARTED.toNanos();
    var health = new Health("no answer", List.of());
    while (System.nanoTime() < end) {
      if (!process.isAlive()) {
        throw failure("ended with exit code " + process.exitValue());
      }
      health = Health.of(port);
      if (health.serves()) {
        return;
      }
      pause();
    }
    throw failure(
        "was not healthy within " + STARTED.toSeconds() + " s (" + health.inWords() + ")");
  }

  private CliFailure failure(String how) {
    return new CliFailure(
        "The " + service.name() + " " + how + "; its log ends:\n" + tail(log), "see " + log);
  }

  static String tail(Path log) {
    try (Stream<String> lines = Files.lines(log)) {
      List<String> all = lines.toList();
      return String.join("\n", all.subList(Math.max(0, all.size() - TAIL_LINES), all.size()));
    } catch (IOException e) {
      return "(no log)";
    }
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CliFailure("Interrupted while services were started.", "try again", e);
    }
  }
}
