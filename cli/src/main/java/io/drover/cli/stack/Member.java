package io.drover.cli.stack;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Duration;

/**
 * One process of a stack.
 *
 * @param name such as kafka or backup-service
 * @param pid process id
 * @param identity start of the process: a later process with the same id has another
 * @param port port that it listens on; 0 for none
 * @param log path of its log
 */
record Member(String name, long pid, String identity, int port, String log) {
  private static final Duration IN_ORDER = Duration.ofSeconds(20);
  private static final Duration AFTER_KILL = Duration.ofSeconds(5);

  static Member of(String name, long pid, int port, String log) {
    return new Member(name, pid, Processes.identity(pid).orElse(""), port, log);
  }

  /** Whether it is one of ours that answers at {@code /health}. */
  @JsonIgnore
  boolean isService() {
    return name.endsWith("-service");
  }

  @JsonIgnore
  boolean isAlive() {
    return Processes.isAlive(pid, identity);
  }

  /** Ends it in order, and by force when it takes too long; says whether it is gone. */
  boolean end() {
    // SIGTERM would make PostgreSQL wait for its clients (manual, "Shutting Down the Server").
    String politely = name.equals("postgres") ? "INT" : "TERM";
    if (!Processes.signal(pid, identity, politely)) {
      return !isAlive();
    }
    if (Processes.awaitEnd(pid, identity, IN_ORDER)) {
      return true;
    }
    Processes.signal(pid, identity, "KILL");
    return Processes.awaitEnd(pid, identity, AFTER_KILL);
  }
}
