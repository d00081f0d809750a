package io.drover.backup.restore;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.backup.content.Sql;
import io.drover.backup.repository.Manifest;
import io.drover.backup.repository.Manifest.TableRows;
import io.drover.backup.testbed.TestAttempt;
import io.drover.backup.testbed.TestBed;
import io.drover.localstack.compare.DatabaseComparison;
import io.drover.localstack.compare.DatabaseFingerprint;
import io.drover.localstack.compare.ServerAddress;
import io.drover.localstack.sample.SampleDatabase;
import io.drover.schemas.BackupRequested;
import io.drover.schemas.BackupSucceeded;
import io.drover.schemas.RestoreRequested;
import io.drover.schemas.RestoreSucceeded;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RoundTripTest {
  private static final String ORIGINAL = "zoo";
  private static final String COPY = "zoo_copy";

  private TestBed bed;

  @BeforeEach
  void load(@TempDir Path folder) throws Exception {
    bed = new TestBed(folder, ORIGINAL);
    bed.drop(ORIGINAL);
    bed.drop(COPY);
    SampleDatabase.load(bed.server, ORIGINAL);
  }

  @AfterEach
  void close() throws Exception {
    bed.drop(ORIGINAL);
    bed.drop(COPY);
    bed.execute("postgres", "DROP ROLE IF EXISTS \"Zoo \"\"Keeper\"\"\"");
    bed.close();
  }

  @Test
  void aRestoredDatabaseEqualsTheOriginalInEverythingAStrangerSees() throws Exception {
    bed.execute(
        "postgres",
        """
        CREATE ROLE "Zoo ""Keeper""\" CREATEDB;
        ALTER DATABASE zoo OWNER TO "Zoo ""Keeper""\";
        ALTER DATABASE zoo CONNECTION LIMIT 17;
        ALTER DATABASE zoo SET search_path = "$user", 'Odd, ''path', public;
        ALTER DATABASE zoo SET "app.tenant" = E'a=b''\\\\c';
        ALTER DATABASE zoo SET default_transaction_read_only = on;
        ALTER ROLE "Zoo ""Keeper""\" IN DATABASE zoo SET work_mem = '64MB';
        REVOKE CONNECT ON DATABASE zoo FROM PUBLIC;
        GRANT CONNECT ON DATABASE zoo TO shop_reader WITH GRANT OPTION;
        SET ROLE shop_reader;
        GRANT CONNECT ON DATABASE zoo TO shop_clerk;
        RESET ROLE;
        COMMENT ON DATABASE zoo IS 'It''s ? {a} "zoo" \\ here'
        """);
    DatabaseFingerprint before = fingerprint(ORIGINAL);

    TestAttempt<BackupRequested> backup = bed.backup();
    BackupSucceeded backedUp = bed.run(backup);
    TestAttempt<RestoreRequested> restore = bed.restore(backedUp.getBackupId(), COPY);
    RestoreSucceeded restored = bed.runRestore(restore);

    assertThat(DatabaseComparison.between(before, fingerprint(COPY))).isEmpty();
    assertThat(restored.getRows()).isEqualTo(backedUp.getRows()).isGreaterThan(100_000);
    assertThat(restored.getTables()).isEqualTo(backedUp.getTables());
    assertThat(restored.getMismatches()).isEmpty();
    assertThat(backup.steps())
        .containsExactly(
            "adopt-check",
            "lock-held",
            "snapshot-taken",
            "dump-running",
            "dump-written",
            "before-manifest",
            "manifest-written",
            "done");
    assertThat(restore.steps())
        .containsExactly(
            "lock-held",
            "backup-taken",
            "archive-verified",
            "database-created",
            "restore-running",
            "restored",
            "analyzed",
            "before-rename",
            "renamed",
            "done");
    assertThat(backup.recorded().greatestShare()).isEqualTo(100);
    assertThat(restore.recorded().phases())
        .containsExactly("verifying", "restoring", "analyzing", "counting");
    assertThat(bed.databases(ScratchDatabase.PREFIX)).isEmpty();
    assertThat(neverAnalyzed()).isEmpty();
  }

  @Test
  void theManifestTellsWhatTheDatabaseHeldAtTheSnapshot() throws Exception {
    BackupSucceeded backedUp = bed.run(bed.backup());

    Manifest manifest = bed.latest();
    assertThat(manifest.backupId()).isEqualTo(backedUp.getBackupId());
    assertThat(
            manifest.tableRows().stream().filter(TableRows::exact).mapToLong(TableRows::rows).sum())
        .isEqualTo(manifest.rows());
    assertThat(manifest.extensions()).isNotEmpty();
    assertThat(manifest.roles()).contains("shop_reader");
    assertThat(manifest.archive().dumpBytes()).isGreaterThan(manifest.archive().bytes());
    assertThat(manifest.labels()).containsEntry("why", "test");
    assertThat(manifest.warnings()).isEmpty();
    assertThat(bed.files())
        .isEqualTo(
            List.of(
                "shop/" + manifest.backupId() + "/database-1.dump.zst",
                "shop/" + manifest.backupId() + "/manifest.json"));
  }

  private List<String> neverAnalyzed() throws Exception {
    try (Connection connection = bed.server.connect(COPY)) {
      return Sql.query(
          connection,
          "SELECT oid::regclass FROM pg_class WHERE relkind IN ('r', 'm', 'p') AND reltuples < 0",
          row -> row.getString(1));
    }
  }

  private DatabaseFingerprint fingerprint(String database) {
    return DatabaseFingerprint.of(ServerAddress.of(bed.server), database);
  }
}
