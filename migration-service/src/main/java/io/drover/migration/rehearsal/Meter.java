package io.drover.migration.rehearsal;

import io.drover.migration.execution.Script;
import io.drover.migration.execution.ScriptStatement;
import io.drover.migration.execution.StatementWatch;
import io.drover.migration.review.Tidy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/**
 * Measures the statements of a rehearsal: time, rows, locks, rewritten files. Of very many only the
 * first are measured; all are counted. Not thread-safe.
 */
final class Meter {
  /** What one fact can hold. */
  static final int MOST = 200;

  /** Inside a transaction the look at the end of the statement finds all that was locked. */
  private static final long FIRST_LOOK_INSIDE = 50;

  private static final long FIRST_LOOK_OUTSIDE = 1;

  /** For others PostgreSQL's 0 says nothing. */
  private static final Pattern COUNTS_ROWS =
      Pattern.compile("(?:INSERT|UPDATE|DELETE|MERGE|COPY|WITH)\\b.*", Pattern.DOTALL);

  private final Connection second;
  private final OwnTables own;
  private final UnaryOperator<String> mask;
  private final Stopwatch watch = new Stopwatch();
  private final LockLog log = new LockLog();
  private final LockWatcher locks;
  private final List<Measured> statements = new ArrayList<>();
  private final List<Measured> transaction = new ArrayList<>();
  private int counted;
  private int countedInTransaction;
  private long nanos;

  /**
   * A meter that looks by a second session.
   *
   * @param mask hides secrets
   */
  Meter(Connection second, OwnTables own, UnaryOperator<String> mask) {
    this.second = second;
    this.own = own;
    this.mask = mask;
    this.locks = new LockWatcher(second, watch, log);
  }

  /** What sees the statements of a namespace. */
  StatementWatch of(String namespace) {
    return new OfNamespace(namespace);
  }

  /** Statements that are done, in order; the first of them. */
  List<Measured> statements() {
    return List.copyOf(statements);
  }

  /** How many statements are done. */
  int count() {
    return counted;
  }

  /** How long they all ran. */
  long millis() {
    return nanos / 1_000_000;
  }

  private final class OfNamespace implements StatementWatch {
    private final String namespace;
    private String script = "";
    private @Nullable Connection connection;
    private int pid;
    private Relations relations = new Relations(Map.of());
    private @Nullable Measured running;
    private long begun;

    OfNamespace(String namespace) {
      this.namespace = namespace;
    }

    @Override
    public void begins(Script begun, Connection on) throws SQLException {
      long from = System.nanoTime();
      locks.stops();
      transaction.clear();
      countedInTransaction = 0;
      script = begun.name();
      connection = on;
      pid = on.unwrap(PGConnection.class).getBackendPID();
      relations = Relations.read(second, own);
      log.begins(relations);
      watch.leaveOutSince(from);
    }

    @Override
    public void before(ScriptStatement statement) throws SQLException {
      begun = watch.now();
      running = null;
      if (statements.size() + transaction.size() < MOST && connection != null) {
        String text = mask.apply(Tidy.of(statement.text()));
        running = new Measured(namespace, script, statement.line(), text, begun);
        locks.starts(
            pid, running, connection.getAutoCommit() ? FIRST_LOOK_OUTSIDE : FIRST_LOOK_INSIDE);
      }
    }

    @Override
    public void after(ScriptStatement statement, long rows) throws SQLException {
      long ended = watch.now();
      long from = System.nanoTime();
      nanos += ended - begun;
      countedInTransaction++;
      @Nullable Measured measured = running;
      if (measured != null && connection != null) {
        locks.stops();
        measured.nanos = ended - begun;
        measured.rows = rows(statement, rows);
        locks.look(pid);
        // Only the session itself sees what it has not committed.
        Relations now = Relations.read(connection, own);
        measured.rewrites.addAll(relations.rewrittenIn(now));
        relations = relations.asIn(now);
        transaction.add(measured);
      }
      running = null;
      watch.leaveOutSince(from);
    }

    @Override
    public void ended() {
      locks.stops();
      log.ended(watch.now());
      statements.addAll(transaction);
      counted += countedInTransaction;
      transaction.clear();
      countedInTransaction = 0;
    }
  }

  private static long rows(ScriptStatement statement, long rows) {
    String begin = Tidy.of(statement.text()).toUpperCase(Locale.ROOT);
    return rows > 0 || COUNTS_ROWS.matcher(begin).matches() ? rows : -1;
  }
}
