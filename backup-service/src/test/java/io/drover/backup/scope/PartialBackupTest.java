package io.drover.backup.scope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.backup.content.Sql;
import io.drover.backup.repository.BackupId;
import io.drover.backup.repository.BackupSummary;
import io.drover.backup.repository.Manifest;
import io.drover.backup.testbed.TestAttempt;
import io.drover.backup.testbed.TestBed;
import io.drover.schemas.BackupRequested;
import io.drover.schemas.BackupSucceeded;
import io.drover.schemas.FailureCode;
import io.drover.schemas.RestoreRequested;
import io.drover.schemas.VerifyRequested;
import io.drover.service.operation.OperationFailure;
import io.drover.service.operation.Outcome;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PartialBackupTest {
  private static final String ORIGINAL = "partial_original";
  private static final String COPY = "partial_copy";

  private TestBed bed;

  @BeforeEach
  void create(@TempDir Path folder) throws Exception {
    bed = new TestBed(folder, ORIGINAL, "", ", verify: { content-hashes: true }");
    bed.drop(ORIGINAL);
    bed.drop(COPY);
    bed.server.createDatabase(ORIGINAL);
    bed.execute(
        ORIGINAL,
        """
        CREATE SCHEMA "Od.d *"; CREATE SCHEMA ext; CREATE EXTENSION pg_trgm SCHEMA ext;
        CREATE TABLE customers (id serial PRIMARY KEY, name text); INSERT INTO customers (name) VALUES ('ann'), ('bob');
        CREATE TABLE orders (id int PRIMARY KEY, customer int REFERENCES customers);
        INSERT INTO orders VALUES (1, 1), (2, 2), (3, 2);
        CREATE TABLE log (at int) PARTITION BY RANGE (at);
        CREATE TABLE log_1 PARTITION OF log FOR VALUES FROM (0) TO (100);
        INSERT INTO log SELECT generate_series(1, 50);
        CREATE VIEW recent AS SELECT * FROM log WHERE at > 40;
        CREATE TABLE "Od.d *"."t?*""x.y" AS SELECT generate_series(1, 7) n;
        CREATE TABLE "Od.d *".other AS SELECT generate_series(1, 9) n;
        SELECT lo_from_bytea(0, 'x')
        """);
  }

  @AfterEach
  void close() throws Exception {
    bed.drop(ORIGINAL);
    bed.drop(COPY);
    bed.close();
  }

  /** Backs up in the format, verifies, restores, and lists what has come back with its rows. */
  private List<String> restored(String format, Consumer<BackupRequested.Builder> request)
      throws Exception {
    BackupSucceeded backedUp = bed.run(bed.backup(request.andThen(body -> body.setFormat(format))));
    assertThat(backedUp.getPartial()).isTrue();
    TestAttempt<VerifyRequested> verification = bed.verification(backedUp.getBackupId());
    Outcome verdict = bed.verify(verification);
    assertThat(verdict).isInstanceOf(Outcome.Done.class);
    assertThat(TestBed.verified(verdict).getRows()).isEqualTo(backedUp.getRows());
    bed.runRestore(bed.restore(backedUp.getBackupId(), COPY));
    try (Connection connection = bed.server.connect(COPY)) {
      return Sql.query(
          connection,
          """
          SELECT relname || CASE WHEN relkind = 'r' THEN ' ' || (xpath('/row/n/text()',
            query_to_xml(format('SELECT count(*) n FROM %I.%I', nspname, relname), false, true, '')))[1]::text ELSE '' END
          FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
          WHERE relkind IN ('r', 'p', 'v', 'S') AND nspname !~ '^pg_' AND nspname <> 'information_schema'
          ORDER BY relname COLLATE "C"
          """,
          row -> row.getString(1));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"custom", "directory"})
  void onlyTheSchemasThatAreNamedComeBack(String format) throws Exception {
    assertThat(restored(format, body -> body.setIncludeSchemas(List.of("Od.d *"))))
        .containsExactly("other 9", "t?*\"x.y 7");
  }

  @Test
  void aSchemaIsLeftOutWithItsExtensions() throws Exception {
    assertThat(restored("custom", body -> body.setExcludeSchemas(List.of("Od.d *", "ext"))))
        .containsExactly(
            "customers 2", "customers_id_seq", "log", "log_1 50", "orders 3", "recent");
  }

  @Test
  void aNameIsMeantToTheLetterAndNotAsAPattern() throws Exception {
    assertThat(restored("custom", body -> body.setIncludeTables(List.of("Od.d *.t?*\"x.y"))))
        .containsExactly("t?*\"x.y 7");
  }

  @Test
  void aPartitionedTableStandsForItsPartitions() throws Exception {
    assertThat(
            restored(
                "custom", body -> body.setExcludeTables(List.of("public.log", "public.recent"))))
        .containsExactly("customers 2", "customers_id_seq", "orders 3", "other 9", "t?*\"x.y 7");
  }

  @Test
  void rowsAreLeftOutAndTheirTableStays() throws Exception {
    assertThat(
            restored(
                "directory",
                body -> body.setExcludeTableData(List.of("public.log", "public.orders"))))
        .contains("customers 2", "log_1 0", "orders 0", "recent");
    String id = bed.repository.list(TestBed.DATABASE).getFirst().backupId();
    assertThat(bed.repository.find(TestBed.DATABASE, new BackupId(id)).orElseThrow().tableRows())
        .extracting(Manifest.TableRows::name)
        .doesNotContain("log_1", "orders")
        .contains("customers");
  }

  @Test
  void aNameOfNothingFailsBeforeTheDump() {
    fails(
        body -> body.setExcludeTables(List.of("public.ordres", "orders", "public.log")),
        "no schema or table of these names: public.ordres, orders.");
    fails(body -> body.setIncludeSchemas(List.of("od.d *")), "of these names: od.d *.");
  }

  @Test
  void whatCouldNotBeRestoredWithoutWhatIsLeftOutFailsBeforeTheDump() {
    fails(
        body -> body.setExcludeTables(List.of("public.customers")),
        "public.orders needs public.customers");
    fails(
        body -> body.setExcludeTableData(List.of("public.customers")),
        "public.orders needs public.customers");
    fails(
        body -> body.setIncludeTables(List.of("public.recent")), "public.recent needs public.log");
  }

  private void fails(Consumer<BackupRequested.Builder> request, String message) {
    TestAttempt<BackupRequested> attempt = bed.backup(request);
    assertThatThrownBy(() -> bed.run(attempt))
        .isInstanceOfSatisfying(
            OperationFailure.class,
            failure -> {
              assertThat(failure.code()).isEqualTo(FailureCode.INVALID_REQUEST);
              assertThat(failure.message()).contains(message);
            });
    assertThat(attempt.steps()).doesNotContain("snapshot-taken");
  }

  @Test
  void aPartialBackupIsNeverTheLatestAndSaysWhatItHolds() throws Exception {
    String whole = bed.run(bed.backup()).getBackupId();
    bed.run(bed.backup(body -> body.setExcludeSchemas(List.of("ext"))));

    assertThat(bed.latest().backupId()).isEqualTo(whole);
    assertThat(bed.latest().scope()).isNull();
    assertThat(bed.repository.list(TestBed.DATABASE))
        .extracting(BackupSummary::scope)
        .contains(new Manifest.Scope(List.of(), List.of("ext"), List.of(), List.of(), List.of()));
    TestAttempt<RestoreRequested> latest = bed.restore("latest", COPY);
    assertThat(bed.runRestore(latest).getBackupId()).isEqualTo(whole);
  }
}
