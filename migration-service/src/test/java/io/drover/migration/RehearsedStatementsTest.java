package io.drover.migration;

import static io.drover.migration.Facts.fact;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.drover.schemas.MigrationRehearsal;
import io.drover.schemas.RehearsedLock;
import io.drover.schemas.RehearsedStatement;
import io.drover.schemas.RelationSize;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is measured of each statement. */
class RehearsedStatementsTest {
  private static final String LOCKS =
      """
      SELECT l.mode || ' ' || format('%I.%I', c.relnamespace::regnamespace, c.relname)
      FROM pg_locks l JOIN pg_class c ON c.oid = l.relation
      WHERE l.granted AND l.pid <> pg_backend_pid() AND c.relnamespace = 'public'::regnamespace
        AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
        AND c.relname NOT LIKE 'flyway%'
      """;

  /** A look of the rehearsal's own that began after the moment and has ended. */
  private static final String LOOKED =
      """
      SELECT pid FROM pg_stat_activity
      WHERE datname = current_database() AND application_name LIKE 'drover/%' AND state = 'idle'
        AND query LIKE '%FROM pg_catalog.pg_locks%' AND query_start > '\
      """;

  @TempDir Path folder;

  private Workbench bench = Workbench.named(Path.of("/"));

  @BeforeEach
  void aFilledDatabase() throws Exception {
    bench =
        Workbench.empty(folder)
            .script(
                "V1__orders.sql",
                "CREATE TABLE buyers (id int PRIMARY KEY);",
                "CREATE TABLE orders (id int PRIMARY KEY, buyer int, total int);",
                "CREATE INDEX orders_total ON orders (total);",
                "INSERT INTO orders SELECT n, n, n FROM generate_series(1, 5000) n;",
                "INSERT INTO buyers SELECT n FROM generate_series(1, 5000) n;");
    bench.apply("before");
  }

  @Test
  void locksAreThoseThatASecondSessionSeesAtTheEndOfTheTransaction() throws Exception {
    bench.script(
        "V2__all.sql",
        "ALTER TABLE orders ADD CONSTRAINT buyer FOREIGN KEY (buyer) REFERENCES buyers (id);",
        "UPDATE orders SET total = total + 1 WHERE id <= 10;",
        "CREATE TABLE fresh (id int);",
        "DROP INDEX orders_total;",
        "ALTER TABLE orders ADD COLUMN note text;");
    ScratchCopy copy = ScratchCopy.of(bench, "locks" + bench.database(), 1);
    Set<String> seen = new TreeSet<>();
    LiveAttempt attempt = attempt(copy);
    attempt.when("migration-run", () -> seen.addAll(locks(copy)));
    MigrationRehearsal rehearsal = fact(bench.handle(attempt)).getRehearsal();
    Set<String> reported =
        rehearsal.getStatements().stream()
            .flatMap(each -> each.getLocks().stream())
            .map(lock -> lock.getMode() + " " + lock.getRelation())
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(seen)
        .contains("AccessExclusiveLock public.orders_total", "AccessExclusiveLock public.orders");
    assertThat(reported).isEqualTo(seen);
  }

  @Test
  void aLockIsTheFirstStatementsThatTookItAndIsHeldToTheEndOfTheTransaction() throws Exception {
    MigrationRehearsal rehearsal =
        rehearsed(
            "V2__held.sql",
            "ALTER TABLE orders ADD COLUMN note text;",
            "SELECT pg_sleep(0.3);",
            "ALTER TABLE orders ADD COLUMN more text;");
    assertThat(rehearsal.getStatements().getFirst().getLocks())
        .anySatisfy(
            lock -> {
              assertThat(lock.getMode()).isEqualTo("AccessExclusiveLock");
              assertThat(lock.getRelation()).isEqualTo("public.orders");
              assertThat(lock.getHeldMillis()).isGreaterThanOrEqualTo(200);
            });
    assertThat(rehearsal.getStatements().getLast().getLocks()).isEmpty();
    assertThat(rehearsal.getStatements().get(1).getDurationMillis()).isGreaterThanOrEqualTo(200);
  }

  @Test
  void aLockThatIsTakenAtTheBeginOfALongStatementIsHeldAllTheWhile() throws Exception {
    RehearsedStatement statement =
        only("V2__long.sql", "DO $$ BEGIN LOCK orders; PERFORM pg_sleep(0.5); END $$;");
    assertThat(statement.getLocks())
        .singleElement()
        .satisfies(lock -> assertThat(lock.getHeldMillis()).isGreaterThanOrEqualTo(400));
  }

  @Test
  void aChangedTypeRewritesTheTableAndItsIndexes() throws Exception {
    RehearsedStatement statement =
        only("V2__type.sql", "ALTER TABLE orders ALTER total TYPE bigint;");
    assertThat(statement.getRewrites())
        .containsExactly("public.orders", "public.orders_pkey", "public.orders_total");
    assertThat(modes(statement, "public.orders")).contains("AccessExclusiveLock");
  }

  @Test
  void anAddedColumnRewritesNothing() throws Exception {
    RehearsedStatement statement =
        only("V2__column.sql", "ALTER TABLE orders ADD note text DEFAULT 'none';");
    assertThat(statement.getRewrites()).isEmpty();
    assertThat(modes(statement, "public.orders")).containsExactly("AccessExclusiveLock");
    assertThat(statement.getRows()).isNull();
  }

  @Test
  void anIndexLocksItsTableAgainstWritesAndHasASize() throws Exception {
    MigrationRehearsal rehearsal =
        rehearsed("V2__index.sql", "CREATE INDEX buyer ON orders (buyer);");
    assertThat(modes(rehearsal.getStatements().getFirst(), "public.orders"))
        .containsExactly("ShareLock");
    assertThat(rehearsal.getSizes())
        .filteredOn(size -> size.getRelation().equals("public.buyer"))
        .singleElement()
        .satisfies(
            size -> {
              assertThat(size.getBytesBefore()).isNull();
              assertThat(size.getBytesAfter()).isPositive();
            });
    assertThat(rehearsal.getSizes())
        .filteredOn(size -> size.getRelation().equals("public.orders"))
        .singleElement()
        .satisfies(size -> assertThat(size.getBytesAfter()).isGreaterThan(size.getBytesBefore()));
  }

  @Test
  void aStatementOutsideTransactionsIsLookedAtWhileItRuns() throws Exception {
    bench
        .lockRetries(50)
        .script("V2__later.sql", "CREATE INDEX CONCURRENTLY buyer ON orders (buyer);");
    ScratchCopy copy = ScratchCopy.of(bench, "outside" + bench.database(), 1);
    LiveAttempt attempt = attempt(copy);
    MigrationRehearsal rehearsal;
    // It waits for those who may still write without the index.
    try (Connection writer = copy.connect();
        Statement write = writer.createStatement()) {
      writer.setAutoCommit(false);
      write.execute("UPDATE orders SET total = 1 WHERE id = 1");
      Thread.startVirtualThread(() -> endOnceLookedAt(copy, writer));
      rehearsal = fact(bench.handle(attempt)).getRehearsal();
    }
    RehearsedStatement statement = rehearsal.getStatements().getFirst();
    assertThat(modes(statement, "public.orders")).contains("ShareUpdateExclusiveLock");
    assertThat(statement.getRewrites()).isEmpty();
    assertThat(rehearsal.getSizes()).extracting(RelationSize::getRelation).contains("public.buyer");
  }

  @Test
  void aConcurrentReindexReplacesTheFileOfItsIndex() throws Exception {
    RehearsedStatement statement =
        only("V2__reindex.sql", "REINDEX INDEX CONCURRENTLY orders_total;");
    assertThat(statement.getRewrites()).containsExactly("public.orders_total");
  }

  @Test
  void rowsOfAChangeAreCounted() throws Exception {
    MigrationRehearsal rehearsal =
        rehearsed(
            "V2__rows.sql",
            "UPDATE orders SET total = 0 WHERE id <= 100;",
            "DELETE FROM orders WHERE id > 100000;");
    assertThat(rehearsal.getStatements())
        .extracting(RehearsedStatement::getRows)
        .containsExactly(100L, 0L);
  }

  @Test
  void aDroppedTableHasNoSizeAfterwards() throws Exception {
    MigrationRehearsal rehearsal = rehearsed("V2__drop.sql", "DROP TABLE buyers;");
    assertThat(modes(rehearsal.getStatements().getFirst(), "public.buyers"))
        .containsExactly("AccessExclusiveLock");
    assertThat(rehearsal.getSizes())
        .extracting(size -> size.getRelation() + " " + size.getBytesAfter())
        .containsExactlyInAnyOrder("public.buyers null", "public.buyers_pkey null");
    assertThat(rehearsal.getDifferences()).allMatch(each -> each.getChange().equals("removed"));
  }

  @Test
  void whatTheScriptItselfMadeIsNotLockedForOthers() throws Exception {
    MigrationRehearsal rehearsal =
        rehearsed(
            "V2__own.sql",
            "CREATE TABLE fresh (id int);",
            "ALTER TABLE fresh ALTER id TYPE bigint;",
            "CREATE INDEX fresh_id ON fresh (id);");
    assertThat(rehearsal.getStatements())
        .allSatisfy(
            each -> {
              assertThat(each.getLocks()).isEmpty();
              assertThat(each.getRewrites()).isEmpty();
            });
  }

  @Test
  void aTryThatGotNoLockDoesNotCount() throws Exception {
    bench.script("V2__add.sql", "SELECT 1;", "ALTER TABLE orders ADD note text;");
    ScratchCopy copy = ScratchCopy.of(bench, "retried" + bench.database(), 1);
    LiveAttempt attempt = attempt(copy);
    MigrationRehearsal rehearsal;
    try (Connection reader = copy.connect();
        Statement read = reader.createStatement()) {
      reader.setAutoCommit(false);
      read.execute("SELECT FROM orders LIMIT 1");
      attempt.when("lock-not-held", () -> end(reader));
      rehearsal = fact(bench.handle(attempt)).getRehearsal();
    }
    assertThat(attempt.steps()).contains("lock-tried-again");
    assertThat(rehearsal.getStatementCount()).isEqualTo(2);
    assertThat(rehearsal.getStatements()).hasSize(2);
  }

  @Test
  void ofVeryManyStatementsTheFirstAreTold() throws Exception {
    String[] lines = new String[300];
    Arrays.fill(lines, "UPDATE orders SET total = 1 WHERE id = 1;");
    MigrationRehearsal rehearsal = rehearsed("V2__many.sql", lines);
    assertThat(rehearsal.getStatementCount()).isEqualTo(300);
    assertThat(rehearsal.getStatements()).hasSize(200);
  }

  @Test
  void constantsAreLeftOut() throws Exception {
    RehearsedStatement statement =
        only("V2__secret.sql", "UPDATE orders SET total = length('top secret');");
    assertThat(statement.getStatement()).isEqualTo("UPDATE orders SET total = length('…')");
  }

  private RehearsedStatement only(String script, String... lines) throws Exception {
    MigrationRehearsal rehearsal = rehearsed(script, lines);
    assertThat(rehearsal.getStatements()).hasSize(1);
    return rehearsal.getStatements().getFirst();
  }

  private MigrationRehearsal rehearsed(String script, String... lines) throws Exception {
    bench.script(script, lines);
    ScratchCopy copy = ScratchCopy.of(bench, "measured" + bench.database(), 1);
    return fact(bench.handle(attempt(copy))).getRehearsal();
  }

  private LiveAttempt attempt(ScratchCopy copy) {
    return bench.attempt("measure" + bench.database(), "REHEARSE", copy.outcome());
  }

  private static Set<String> modes(RehearsedStatement statement, String relation) {
    return statement.getLocks().stream()
        .filter(lock -> lock.getRelation().equals(relation))
        .map(RehearsedLock::getMode)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> locks(ScratchCopy copy) {
    return values(copy, LOCKS);
  }

  private static Set<String> values(ScratchCopy copy, String query) {
    try (Connection connection = copy.connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      Set<String> found = new TreeSet<>();
      while (row.next()) {
        found.add(row.getString(1));
      }
      return found;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void endOnceLookedAt(ScratchCopy copy, Connection writer) {
    until(() -> locks(copy).contains("ShareUpdateExclusiveLock public.orders"));
    String seen = values(copy, "SELECT clock_timestamp()").iterator().next();
    until(() -> !values(copy, LOOKED + seen + "'").isEmpty());
    end(writer);
  }

  private static void until(Callable<Boolean> condition) {
    await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(50)).until(condition);
  }

  private static void end(Connection connection) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
