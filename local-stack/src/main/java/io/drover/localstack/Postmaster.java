package io.drover.localstack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The server process that runs on a data folder, as its {@code postmaster.pid} tells. */
record Postmaster(LiveProcess process, int port) {
  private static final int PORT_LINE = 3;

  /** The live server of this data folder; a file left by a dead one is removed. */
  static Optional<Postmaster> of(Path data) {
    Path file = data.resolve("postmaster.pid");
    try {
      if (!Files.exists(file)) {
        return Optional.empty();
      }
      List<String> lines = Files.readAllLines(file);
      var process = new LiveProcess(Long.parseLong(lines.getFirst().strip()));
      if (process.isAlive() && process.commandLine().contains(data.toString())) {
        return Optional.of(new Postmaster(process, Integer.parseInt(lines.get(PORT_LINE).strip())));
      }
      // postgres asks kill -0, which a zombie answers too: it would refuse to start.
      Files.deleteIfExists(file);
      return Optional.empty();
    } catch (NoSuchFileException gone) {
      // The server has ended between the two looks.
      return Optional.empty();
    } catch (IOException | NumberFormatException | IndexOutOfBoundsException e) {
      throw new LocalStackException(
          "The file " + file + " cannot be read: " + e.getMessage(), "rm " + file, e);
    }
  }

  /**
   * Fast shutdown: connections are dropped, data is flushed (SIGINT; see the manual's "Shutting
   * Down the Server").
   */
  void stop(Duration deadline) {
    process.signal("INT");
    if (!process.endsWithin(deadline)) {
      process.killTree(deadline);
    }
  }
}
