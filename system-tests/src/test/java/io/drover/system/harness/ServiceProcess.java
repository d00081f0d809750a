package io.drover.system.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** A running service. It dies with this JVM, however that dies. */
public final class ServiceProcess implements AutoCloseable {
  /** Death with the parent means the parent's thread: this one lives as long as the JVM. */
  private static final ExecutorService FORKING =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().daemon().name("service-forking").factory());

  private static final int LAST = 60;

  private final String instance;
  private final Process process;
  private final Path log;

  private ServiceProcess(String instance, Process process, Path log) {
    this.instance = instance;
    this.process = process;
    this.log = log;
  }

  static ServiceProcess start(
      String instance, List<String> command, Map<String, String> environment, Path log) {
    Callable<Process> fork =
        () -> {
          List<String> words = new ArrayList<>(List.of("setpriv", "--pdeathsig", "KILL", "--"));
          words.addAll(command);
          var builder = new ProcessBuilder(words).redirectErrorStream(true);
          builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
          builder.environment().clear();
          builder.environment().putAll(environment);
          return builder.start();
        };
    try {
      return new ServiceProcess(instance, FORKING.submit(fork).get(), log);
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException("the service " + instance + " cannot be started", e);
    }
  }

  /** Name of the instance. */
  public String instance() {
    return instance;
  }

  /** Its id as a process. */
  public long pid() {
    return process.pid();
  }

  /** Where its output is. */
  public Path log() {
    return log;
  }

  /** Its output until now. */
  public String output() {
    try {
      // A character may be half-written, which is no reason to fail.
      return new String(Files.readAllBytes(log), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How it ended and what it said at last; empty while it runs. */
  public Optional<String> death() {
    if (process.isAlive()) {
      return Optional.empty();
    }
    List<String> lines = output().lines().toList();
    return Optional.of(
        "%s has ended with %d: %s"
            .formatted(
                instance,
                process.exitValue(),
                String.join("\n", lines.subList(Math.max(0, lines.size() - LAST), lines.size()))));
  }

  /** SIGKILL; returns when it is dead. */
  public void kill() {
    process.destroyForcibly();
    awaitEnd(60);
  }

  /** SIGTERM; returns when it has ended, or after a while was killed. */
  public void terminate(int seconds) {
    process.destroy();
    if (!awaitEnd(seconds)) {
      kill();
    }
  }

  /** SIGSTOP. */
  public void stall() {
    signal("STOP", pid());
  }

  /** SIGSTOP to the one program of this name that the service runs. */
  public void stallChild(String program) {
    ProcessHandle child =
        process
            .descendants()
            .filter(each -> each.info().command().orElse("").endsWith("/" + program))
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("no " + program + " runs"));
    signal("STOP", child.pid());
  }

  /** SIGCONT. */
  public void wake() {
    signal("CONT", pid());
  }

  @Override
  public void close() {
    kill();
  }

  private boolean awaitEnd(int seconds) {
    try {
      return process.waitFor(seconds, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static void signal(String name, long pid) {
    try {
      new ProcessBuilder("kill", "-" + name, String.valueOf(pid)).start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
