package io.drover.service.target;

import io.drover.schemas.FailureCode;
import io.drover.service.operation.OperationFailure;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends backends that dead attempts have left on a server. A lock alone does not fence: a killed
 * service frees it while its children's backends still work.
 */
final class LeftoverBackends {
  private static final Logger LOG = LoggerFactory.getLogger(LeftoverBackends.class);
  private static final Duration DEADLINE = Duration.ofSeconds(30);
  private static final Duration PAUSE = Duration.ofMillis(20);

  /** Kinds that change their target and therefore hold its lock exclusively while they live. */
  private static final List<String> WRITERS = List.of("restore", "migrate", "verify");

  private static final String END =
      """
      SELECT pid, application_name, pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE pid <> pg_backend_pid() AND application_name LIKE 'drover/%' AND
      """;

  private final LockSession session;
  private final Target target;
  private final String ownName;

  LeftoverBackends(LockSession session, Target target, String ownName) {
    this.session = session;
    this.target = target;
    this.ownName = ownName;
  }

  /** Ends what earlier attempts of this very operation left, on any database of the server. */
  void endOwn() throws SQLException, OperationFailure, InterruptedException {
    end("application_name = ?", statement -> statement.setString(1, ownName));
  }

  /** Ends what the mode excludes on the target; to be called by the holder of the lock. */
  void endExcluded(LockMode mode) throws SQLException, OperationFailure, InterruptedException {
    switch (mode) {
      case EXCLUSIVE ->
          end(
              "datname = ? AND application_name <> ?",
              statement -> {
                statement.setString(1, target.physicalName());
                statement.setString(2, ownName);
              });
      case SHARED ->
          end(
              "datname = ? AND application_name <> ? AND split_part(application_name, '/', 2) = ANY"
                  + " (string_to_array(?, ','))",
              statement -> {
                statement.setString(1, target.physicalName());
                statement.setString(2, ownName);
                statement.setString(3, String.join(",", WRITERS));
              });
    }
  }

  private void end(String which, LockSession.Binder binder)
      throws SQLException, OperationFailure, InterruptedException {
    long deadline = System.nanoTime() + DEADLINE.toNanos();
    boolean told = false;
    while (true) {
      List<String> left =
          session.query(
              END + which,
              binder,
              row -> row.getString(2) + " (pid " + row.getInt(1) + ")",
              Duration.ofSeconds(5));
      if (left.isEmpty()) {
        return;
      }
      if (!told) {
        LOG.info("ending leftover backends of {}: {}", target.lane(), left);
        told = true;
      }
      if (System.nanoTime() > deadline) {
        throw stubborn(left);
      }
      Thread.sleep(PAUSE);
    }
  }

  private OperationFailure stubborn(List<String> left) {
    String names = String.join(", ", left);
    return OperationFailure.of(
            FailureCode.BUSY,
            "Backends of dead attempts on "
                + target.lane()
                + " have not ended within 30 s: "
                + names
                + ".",
            Remedies.psql(
                target.server(),
                "SELECT pid, application_name, state, wait_event, query FROM pg_stat_activity WHERE"
                    + " application_name LIKE 'drover/%'"))
        .asRetryable();
  }
}
