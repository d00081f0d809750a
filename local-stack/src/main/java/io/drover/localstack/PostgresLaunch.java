package io.drover.localstack;

import java.time.Duration;
import java.util.List;

/** One start of a server process. */
final class PostgresLaunch {
  private static final int LAST_LINES = 3;

  private final Children.Command command;
  private final PostgresHome home;
  private LiveProcess process;

  PostgresLaunch(Children.Command command, PostgresHome home) {
    this.command = command;
    this.home = home;
    this.process = launch();
  }

  /** The process once the server answers; a server that does not is killed. */
  LiveProcess awaitAnswerOf(PostgresServer server, Duration deadline) {
    boolean ended = Waiting.until(deadline, () -> PostgresProbe.answers(server) || diedForGood());
    if (!ended || !process.isAlive()) {
      process.killTree(deadline);
      throw new LocalStackException(
          "PostgreSQL did not start on port %d; its log ends:\n%s"
              .formatted(server.port(), Folders.tail(home.log())),
          "see " + home.log());
    }
    return process;
  }

  /** The backends of a server killed a moment ago may hold its shared memory a little longer. */
  private boolean diedForGood() {
    if (process.isAlive()) {
      return false;
    }
    List<String> lastFirst = Folders.tail(home.log()).lines().toList().reversed();
    if (lastFirst.stream()
        .limit(LAST_LINES)
        .noneMatch(line -> line.contains("shared memory block"))) {
      return true;
    }
    process = launch();
    return false;
  }

  private LiveProcess launch() {
    return new LiveProcess(Children.start(command, home.log()).pid());
  }
}
