package io.drover.backup.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.backup.content.Sql;
import io.drover.backup.swap.Janitor;
import io.drover.backup.swap.Mark;
import io.drover.backup.swap.NamedDatabase;
import io.drover.backup.testbed.TestAttempt;
import io.drover.backup.testbed.TestBed;
import io.drover.schemas.RestoreRequested;
import io.drover.schemas.RestoreSucceeded;
import io.drover.service.target.TargetConnections;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScratchTest {
  private static final String ORIGINAL = "scratch_original";

  private TestBed bed;

  @BeforeEach
  void backUp(@TempDir Path folder) throws Exception {
    bed = new TestBed(folder, ORIGINAL);
    bed.drop(ORIGINAL);
    bed.server.createDatabase(ORIGINAL);
    bed.execute(
        ORIGINAL,
        """
        CREATE TABLE t AS SELECT n FROM generate_series(1, 100) n;
        -- As pg_cron has it, which needs a library of its own.
        CREATE SCHEMA cron;
        CREATE TABLE cron.job (command text, active boolean);
        INSERT INTO cron.job VALUES ('SELECT 1', true);
        CREATE SUBSCRIPTION reads CONNECTION 'host=nowhere' PUBLICATION p
          WITH (connect = false, slot_name = NONE);
        CREATE FUNCTION never() RETURNS event_trigger LANGUAGE plpgsql AS
          $$ BEGIN RAISE 'an event trigger has fired'; END $$;
        CREATE EVENT TRIGGER "odd ""one" ON ddl_command_start EXECUTE FUNCTION never();
        """);
    bed.run(bed.backup());
  }

  @AfterEach
  void close() throws Exception {
    for (String prefix : new String[] {ScratchDatabase.PREFIX, ScratchDatabase.FOR_A_WHILE}) {
      for (String name : bed.databases(prefix)) {
        bed.drop(name);
      }
    }
    bed.execute(ORIGINAL, "DROP EVENT TRIGGER IF EXISTS \"odd \"\"one\"");
    bed.execute(ORIGINAL, "DROP SUBSCRIPTION IF EXISTS reads");
    bed.drop(ORIGINAL);
    bed.close();
  }

  @Test
  void aScratchDatabaseHoldsTheRowsDoesNothingByItselfAndIsDroppedInTime() throws Exception {
    RestoreSucceeded restored = bed.runRestore(scratch(null));

    String name = restored.getTargetName();
    assertThat(name).startsWith(ScratchDatabase.FOR_A_WHILE);
    assertThat(Duration.between(Instant.now(), restored.getExpiresAt()))
        .isBetween(Duration.ofHours(23), Duration.ofHours(25));
    assertThat(count(name, "SELECT count(*) FROM t")).isEqualTo(100);
    assertThat(count(name, "SELECT count(*) FROM cron.job WHERE active")).isZero();
    assertThat(count(name, "SELECT count(*) FROM pg_event_trigger WHERE evtenabled <> 'D'"))
        .isZero();
    assertThat(
            count(
                name,
                "SELECT count(*) FROM pg_subscription s JOIN pg_database d ON d.oid = s.subdbid"
                    + " WHERE d.datname = current_database()"))
        .isZero();

    janitor().round();
    assertThat(bed.databases(name)).hasSize(1);
    expire(name);
    try (Connection _ = bed.server.connect(name)) {
      janitor().round();
    } catch (SQLException ended) {
      // Its sessions are ended.
    }
    assertThat(bed.databases(name)).isEmpty();
  }

  @Test
  void anAttemptAfterOneThatWasKilledFindsTheDatabaseAndItsTime() throws Exception {
    TestAttempt<RestoreRequested> killed = scratch(3600);
    assertThatThrownBy(() -> bed.runRestore(killed.dyingAt("renamed")))
        .isInstanceOf(InterruptedException.class);

    RestoreSucceeded restored = bed.runRestore(bed.restore(killed.command(), 2));

    assertThat(restored.getMode()).isEqualTo("scratch");
    assertThat(Duration.between(Instant.now(), restored.getExpiresAt()))
        .isBetween(Duration.ofMinutes(50), Duration.ofMinutes(61));
    try (TestAttempt<RestoreRequested> cleaning = bed.restore(killed.command(), 3)) {
      bed.restores.abandon(cleaning);
    }
    assertThat(bed.databases(ScratchDatabase.FOR_A_WHILE)).isEmpty();
  }

  private TestAttempt<RestoreRequested> scratch(@Nullable Integer timeToLiveSeconds) {
    return bed.restore(
        RestoreRequested.newBuilder()
            .setOperationId(UUID.randomUUID().toString())
            .setDatabase(TestBed.DATABASE)
            .setMode("scratch")
            .setBackupId("latest")
            .setTimeToLiveSeconds(timeToLiveSeconds)
            .build(),
        1);
  }

  private Janitor janitor() {
    return new Janitor(bed.registry, new TargetConnections());
  }

  private void expire(String name) throws SQLException {
    try (Connection connection = bed.server.connect("postgres")) {
      NamedDatabase database = NamedDatabase.find(connection, name).orElseThrow();
      Mark mark = database.requireMark();
      Mark expired =
          new Mark(
              mark.state(),
              mark.operationId(),
              mark.name(),
              mark.oid(),
              Instant.EPOCH,
              mark.before(),
              mark.arrival());
      Sql.execute(connection, "COMMENT ON DATABASE %I IS %L", name, expired.text());
    }
  }

  private long count(String database, String sql) throws SQLException {
    try (Connection connection = bed.server.connect(database)) {
      return Sql.query(connection, sql, row -> row.getLong(1)).getFirst();
    }
  }
}
