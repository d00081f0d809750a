package io.drover.monitor.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.localstack.PostgresServer;
import io.drover.monitor.probe.check.StandbyClient;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * Everything that checks look for, at once in one database of one server, until it is mended. The
 * server has page checksums, little memory and {@link #SETTINGS}.
 */
final class Troubles implements AutoCloseable {
  /** What only the start of a server sets. */
  static final Map<String, String> SETTINGS =
      Map.of(
          "shared_preload_libraries", "pg_stat_statements",
          "shared_buffers", "4MB",
          "wal_level", "logical",
          "archive_mode", "on",
          "autovacuum_freeze_max_age", "100000",
          "max_prepared_transactions", "5");

  private static final int SESSIONS = 20;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Of a page of 8 kB the part where its first row lies. */
  private static final int IN_THE_ROW = 8190;

  private final PostgresServer postgres;
  private final String database;
  private final List<Connection> sessions = new ArrayList<>();
  private final List<Connection> waiters = new ArrayList<>();
  private final List<Thread> waiting = new ArrayList<>();
  private @Nullable StandbyClient standby;

  Troubles(PostgresServer postgres, String database) {
    this.postgres = postgres;
    this.database = database;
  }

  void begin() throws SQLException, IOException {
    // A logical slot waits for transactions that are open.
    sql(
        "SELECT pg_create_physical_replication_slot('left_behind', true)",
        "SELECT pg_create_logical_replication_slot('left_too', 'pgoutput')");
    standby = new StandbyClient(postgres);
    wideTable();
    smallObjects();
    brokenPage();
    server();
    counters();
    sessions();
  }

  void end() throws SQLException {
    close();
    sql(
        "ROLLBACK PREPARED 'paid'",
        "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots",
        "DROP TABLE wide, torn, changed, narrow, codes, stock",
        "ALTER SYSTEM SET max_worker_processes = 8",
        "ALTER SYSTEM SET archive_command = 'true'",
        "SELECT pg_reload_conf()",
        "SELECT pg_logical_emit_message(false, 'test', 'x')",
        "SELECT pg_switch_wal()",
        "VACUUM (FREEZE, ANALYZE)",
        "SELECT pg_stat_reset()",
        "SELECT pg_stat_statements_reset()");
  }

  /** What a database does that is in order. */
  void calmWork() throws SQLException {
    sql(
        "CREATE TABLE IF NOT EXISTS calm AS SELECT 1 AS id",
        "DO 'BEGIN FOR i IN 1..300 LOOP PERFORM 1; COMMIT; END LOOP; END'",
        "DO 'BEGIN FOR i IN 1..30000 LOOP PERFORM id FROM calm; END LOOP; END'");
  }

  /** A table larger than the server's memory, most of it empty, with an index that nobody reads. */
  private void wideTable() throws SQLException {
    sql(
        "CREATE TABLE wide WITH (autovacuum_enabled = false) AS"
            + " SELECT n, repeat(md5(n::text), 15) AS page FROM generate_series(1, 30000) n",
        "CREATE INDEX wide_page ON wide (page)",
        "CREATE INDEX wide_n ON wide (n)",
        "DELETE FROM wide WHERE n % 20 <> 0",
        "ANALYZE wide");
  }

  private void smallObjects() throws SQLException {
    sql(
        "CREATE TABLE stock (id int PRIMARY KEY, pieces int)",
        "INSERT INTO stock VALUES (1, 5), (2, 5)",
        "CREATE INDEX stock_again ON stock (id)",
        "ALTER TABLE stock ADD CONSTRAINT positive CHECK (pieces > 0) NOT VALID",
        "CREATE TRIGGER audit BEFORE UPDATE ON stock FOR EACH ROW EXECUTE FUNCTION"
            + " suppress_redundant_updates_trigger()",
        "ALTER TABLE stock DISABLE TRIGGER audit",
        "CREATE TABLE changed (id int) WITH (autovacuum_enabled = false)",
        "INSERT INTO changed SELECT generate_series(1, 2000)",
        "CREATE TABLE narrow (id smallserial)",
        "SELECT setval('narrow_id_seq', 32000)",
        "CREATE TABLE codes (code int)",
        "INSERT INTO codes VALUES (1), (1)");
    fails("23505", "CREATE UNIQUE INDEX CONCURRENTLY codes_once ON codes (code)");
  }

  private void brokenPage() throws SQLException, IOException {
    sql("CREATE TABLE torn AS SELECT 1 AS id", "CHECKPOINT");
    String file =
        text("SELECT current_setting('data_directory') || '/' || pg_relation_filepath('torn')");
    // An index scan of more than the memory holds leaves no other page in it.
    for (int i = 0; i < 3; i++) {
      sql(
          "SET enable_seqscan = off; SET enable_bitmapscan = off;"
              + " SELECT count(page) FROM wide WHERE n > 0");
    }
    try (var page = new RandomAccessFile(Path.of(file).toFile(), "rw")) {
      page.seek(IN_THE_ROW);
      page.write(0x55);
    }
    fails("XX001", "SELECT * FROM torn");
  }

  private void server() throws SQLException {
    sql(
        "ALTER SYSTEM SET archive_command = 'false'",
        "ALTER SYSTEM SET max_worker_processes = 9",
        "SELECT pg_reload_conf()",
        "CHECKPOINT",
        "CHECKPOINT",
        "CHECKPOINT");
    // Segments that are full before the archiver hears of the command that fails are archived.
    Awaitility.await()
        .atMost(PATIENCE)
        .until(
            () -> {
              sql("SELECT pg_logical_emit_message(false, 'test', 'x')", "SELECT pg_switch_wal()");
              return text("SELECT failed_count > 0 FROM pg_stat_archiver").equals("t");
            });
  }

  private void counters() throws SQLException {
    sql(
        "DO 'BEGIN FOR i IN 1..2000 LOOP PERFORM pg_current_xact_id(); COMMIT; END LOOP; END'",
        "DO 'BEGIN FOR i IN 1..300 LOOP PERFORM 1; ROLLBACK; END LOOP; END'",
        "DO 'BEGIN FOR i IN 1..20 LOOP PERFORM count(*) FROM wide; END LOOP; END'",
        "SELECT pg_sleep(0.6)");
    deadlock();
  }

  private void deadlock() throws SQLException {
    Connection one =
        open("SET deadlock_timeout = '50ms'", "SELECT FROM stock WHERE id = 1 FOR UPDATE");
    Connection other =
        open("SET deadlock_timeout = '50ms'", "SELECT FROM stock WHERE id = 2 FOR UPDATE");
    inBackground(one, "SELECT FROM stock WHERE id = 2 FOR UPDATE");
    inBackground(other, "SELECT FROM stock WHERE id = 1 FOR UPDATE");
    endSessions();
  }

  private void sessions() throws SQLException {
    for (int i = 0; i < SESSIONS; i++) {
      var _ = open();
    }
    var _ = open("SELECT count(pg_advisory_lock(n)) FROM generate_series(1, 3000) n");
    var _ = open("SELECT FROM stock WHERE id = 2 FOR SHARE");
    // Each subtransaction that shares the lock makes a multixact of its own.
    sql(
        """
        DO 'BEGIN FOR i IN 1..500 LOOP BEGIN PERFORM FROM stock WHERE id = 2 FOR SHARE; RAISE division_by_zero;
          EXCEPTION WHEN division_by_zero THEN NULL; END; END LOOP; END'
        """);
    sql("BEGIN; INSERT INTO stock VALUES (3, 5); PREPARE TRANSACTION 'paid'");
    var _ = open("UPDATE stock SET pieces = 4 WHERE id = 1");
    inBackground(open(), "UPDATE stock SET pieces = 3 WHERE id = 1");
  }

  /** A session whose transaction stays open. */
  private Connection open(String... statements) throws SQLException {
    Connection session = postgres.connect(database);
    sessions.add(session);
    session.setAutoCommit(false);
    for (String one : statements) {
      run(session, one);
    }
    return session;
  }

  private void inBackground(Connection session, String sql) {
    sessions.remove(session);
    waiters.add(session);
    waiting.add(
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    run(session, sql);
                  } catch (SQLException ended) {
                    // It is the victim of the deadlock, or its session is ended while it waits.
                  }
                }));
  }

  private void endSessions() throws SQLException {
    close(sessions);
    for (Thread one : waiting) {
      assertThat(await(one)).isTrue();
    }
    waiting.clear();
    close(waiters);
  }

  private static boolean await(Thread waiting) {
    try {
      return waiting.join(PATIENCE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static void close(List<Connection> connections) throws SQLException {
    for (Connection one : connections) {
      one.close();
    }
    connections.clear();
  }

  private void fails(String state, String sql) {
    assertThatThrownBy(() -> sql(sql))
        .isInstanceOfSatisfying(
            SQLException.class, error -> assertThat(error.getSQLState()).isEqualTo(state));
  }

  private String text(String sql) throws SQLException {
    try (Connection connection = postgres.connect(database);
        var statement = connection.createStatement();
        var row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }

  private void sql(String... statements) throws SQLException {
    try (Connection connection = postgres.connect(database)) {
      for (String one : statements) {
        run(connection, one);
      }
    }
  }

  private static void run(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Override
  public void close() throws SQLException {
    endSessions();
    if (standby != null) {
      standby.close();
    }
  }
}
