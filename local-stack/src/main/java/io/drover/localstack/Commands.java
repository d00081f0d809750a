package io.drover.localstack;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs short programs to their end. */
final class Commands {
  private static final Duration DEADLINE = Duration.ofSeconds(60);

  private Commands() {}

  /**
   * What the program wrote to stdout and stderr. Fails when it cannot be started, exits non-zero or
   * takes too long.
   */
  static String output(List<String> command) {
    Path output = null;
    try {
      output = Files.createTempFile("drover-command", ".txt");
      // A file, not a pipe: a grandchild that keeps the pipe open must not keep us waiting.
      Process process =
          new ProcessBuilder(command)
              .directory(Path.of("/").toFile())
              .redirectErrorStream(true)
              .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
              .redirectOutput(output.toFile())
              .start();
      boolean ended = process.waitFor(DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      String text = Files.readString(output, StandardCharsets.UTF_8);
      if (!ended || process.exitValue() != 0) {
        String end =
            ended ? "failed with exit code " + process.exitValue() : "did not end within a minute";
        throw new LocalStackException(
            "The program " + command.getFirst() + " " + end + ".\n" + text, "see its output");
      }
      return text;
    } catch (IOException e) {
      throw new LocalStackException(
          "The program " + command.getFirst() + " could not be run: " + e.getMessage(),
          "install it",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LocalStackException(
          "Interrupted while " + command.getFirst() + " ran.", "try again", e);
    } finally {
      Folders.deleteQuietly(output);
    }
  }
}
