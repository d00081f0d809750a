package io.drover.service.process;

import io.drover.schemas.FailureCode;
import io.drover.service.operation.OperationFailure;
import io.drover.service.target.ServerEntry;
import io.drover.service.target.UnresolvedSecretException;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Starts PostgreSQL programs against a server, without a shell. Children end with this JVM, even
 * when it is killed (Linux with setpriv). No secret is in their arguments or environment: the
 * password travels by a file of mode 0600 that is deleted when the child has ended. Thread-safe.
 */
public final class ProcessRunner implements AutoCloseable {
  private final PasswordFiles passwordFiles;
  private final Set<RunningChild> living = ConcurrentHashMap.newKeySet();

  /** A runner whose password files lie in the folder for temporary files. */
  public ProcessRunner() {
    this(Path.of(System.getProperty("java.io.tmpdir")));
  }

  ProcessRunner(Path temporary) {
    try {
      this.passwordFiles = new PasswordFiles(temporary);
    } catch (IOException e) {
      throw new UncheckedIOException("no private folder can be made in " + temporary, e);
    }
  }

  /**
   * Starts the program.
   *
   * @param applicationName PGAPPNAME, see {@link io.drover.service.target.SessionName}
   * @throws OperationFailure {@code TOOL_MISSING} the program is not there; {@code
   *     TARGET_AUTHENTICATION} the server's password cannot be read
   */
  public ChildProcess start(ProcessRequest request, ServerEntry server, String applicationName)
      throws OperationFailure {
    if (!isExecutable(request.program())) {
      throw missing(request.program());
    }
    String password = password(server);
    Path passwordFile = passwordFile(server, password);
    try {
      Process process =
          ForkingThread.start(builder(request, server, applicationName, passwordFile));
      var child = new RunningChild(request.program(), process, password, request.errorLines());
      living.add(child);
      child.atEnd(
          () -> {
            PasswordFiles.delete(passwordFile);
            living.remove(child);
          });
      return child;
    } catch (IOException e) {
      PasswordFiles.delete(passwordFile);
      throw missing(request.program()).causedBy(e);
    }
  }

  /** Ends all children that run now. */
  public void closeAll() {
    List<Thread> ending = new ArrayList<>();
    for (RunningChild child : living) {
      ending.add(Thread.ofVirtual().name("drover-end-child").start(child::close));
    }
    try {
      for (Thread thread : ending) {
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends all children and removes the folder of password files. */
  @Override
  public void close() {
    closeAll();
    passwordFiles.close();
  }

  private static ProcessBuilder builder(
      ProcessRequest request, ServerEntry server, String applicationName, Path passwordFile) {
    List<String> command = new ArrayList<>(request.arguments());
    command.addFirst(request.program());
    var builder = new ProcessBuilder(command);
    ChildEnvironment.fill(builder.environment(), request, server, applicationName, passwordFile);
    return builder;
  }

  private static String password(ServerEntry server) throws OperationFailure {
    try {
      return server.password().resolve();
    } catch (UnresolvedSecretException e) {
      throw OperationFailure.of(
              FailureCode.TARGET_AUTHENTICATION,
              String.valueOf(e.getMessage()),
              "Put the password of server " + server.name() + " where databases.yml says.")
          .causedBy(e);
    }
  }

  private Path passwordFile(ServerEntry server, String password) throws OperationFailure {
    try {
      return passwordFiles.write(server, password);
    } catch (IOException e) {
      throw OperationFailure.of(
              FailureCode.INTERNAL,
              "The password file of server " + server.name() + " could not be written.",
              "df -h " + System.getProperty("java.io.tmpdir"))
          .causedBy(e);
    }
  }

  private static OperationFailure missing(String program) {
    return OperationFailure.of(
        FailureCode.TOOL_MISSING,
        "The program " + program + " cannot be started.",
        PostgresTools.installCommand(""));
  }

  /** Looked at beforehand: setpriv would tell of a missing program by an exit code only. */
  private static boolean isExecutable(String program) {
    if (program.contains("/")) {
      return Files.isExecutable(Path.of(program));
    }
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    return Arrays.stream(path.split(File.pathSeparator, -1))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }
}
