package io.drover.backup.dump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.drover.backup.repository.Manifest;
import io.drover.backup.spool.Spool;
import io.drover.backup.testbed.TestAttempt;
import io.drover.backup.testbed.TestBed;
import io.drover.localstack.compare.DatabaseComparison;
import io.drover.localstack.compare.DatabaseFingerprint;
import io.drover.localstack.compare.ServerAddress;
import io.drover.localstack.sample.SampleDatabase;
import io.drover.schemas.BackupRequested;
import io.drover.schemas.BackupSucceeded;
import io.drover.schemas.FailureCode;
import io.drover.service.operation.OperationFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryBackupTest {
  private static final String ORIGINAL = "directory_original";
  private static final String COPY = "directory_copy";

  private TestBed bed;

  @BeforeEach
  void create(@TempDir Path folder) throws Exception {
    bed = new TestBed(folder, ORIGINAL, "", ", verify: { content-hashes: true }");
    bed.drop(ORIGINAL);
    bed.drop(COPY);
  }

  @AfterEach
  void close() throws Exception {
    bed.drop(ORIGINAL);
    bed.drop(COPY);
    bed.close();
  }

  private void load(String sql) throws Exception {
    bed.server.createDatabase(ORIGINAL);
    bed.execute(ORIGINAL, sql);
  }

  private TestAttempt<BackupRequested> directory() {
    return bed.backup(request -> request.setFormat("directory").setJobs(3));
  }

  private DatabaseFingerprint fingerprint(String database) {
    return DatabaseFingerprint.of(ServerAddress.of(bed.server), database);
  }

  @Test
  void aDatabaseWithLargeObjectsComesBackEqualFromADirectory() throws Exception {
    SampleDatabase.load(bed.server, ORIGINAL);
    DatabaseFingerprint before = fingerprint(ORIGINAL);

    TestAttempt<BackupRequested> backup = directory();
    BackupSucceeded backedUp = bed.run(backup);
    bed.runRestore(bed.restore(backedUp.getBackupId(), COPY));

    assertThat(DatabaseComparison.between(before, fingerprint(COPY))).isEmpty();
    assertThat(backedUp.getFormat()).isEqualTo("directory");
    Manifest manifest = bed.latest();
    assertThat(manifest.warnings()).isEmpty();
    assertThat(manifest.objects()).matches(objects -> objects.largeObjects() > 0);
    assertThat(manifest.archive().file()).isEqualTo("database-1.tar");
    assertThat(entries())
        .contains("toc.dat", "blobs.toc")
        .anyMatch(name -> name.matches("blob_\\d+\\.dat\\.zst"));
    assertThat(entries().stream().filter(name -> !name.endsWith(".toc") && !name.equals("toc.dat")))
        .allMatch(name -> name.matches("(blob_)?\\d+\\.dat\\.zst"));
    assertThat(backup.steps()).contains("spool-made", "dump-running", "spool-drained");
    assertThat(backup.recorded().greatestShare()).isEqualTo(100);
    assertThat(TestBed.verified(bed.verify(bed.verification())).getHashedTables()).isPositive();
    assertThat(spooled()).isEmpty();
  }

  @Test
  void aSnapshotIsOneForAllProcesses() throws Exception {
    load("CREATE TABLE a AS SELECT 1 n; CREATE TABLE b AS SELECT 1 n");
    BackupSucceeded backedUp =
        bed.run(
            directory()
                .at("spool-made", () -> bed.execute(ORIGINAL, "DELETE FROM a; DELETE FROM b")));
    assertThat(backedUp.getRows()).isEqualTo(2);
    assertThat(bed.runRestore(bed.restore(backedUp.getBackupId(), COPY)).getRows()).isEqualTo(2);
  }

  @Test
  void moreThanTheSpoolHoldsGoesThroughItTableByTable() throws Exception {
    // Twelve tables of 8 MB, and room for 32.
    StringBuilder sql = new StringBuilder();
    for (int table = 0; table < 12; table++) {
      sql.append("CREATE TABLE t")
          .append(table)
          .append(" AS SELECT repeat(md5(n::text), 30) FROM generate_series(1, 8000) n;");
    }
    load(sql.toString());

    BackupSucceeded backedUp = bed.run(directory());

    assertThat(backedUp.getDumpBytes()).isGreaterThan(2 * TestBed.SPOOL_BYTES);
    assertThat(bed.runRestore(bed.restore(backedUp.getBackupId(), COPY)).getRows())
        .isEqualTo(96_000);
  }

  @Test
  void aTableThatIsLargerThanTheSpoolIsRefusedByDirectoryBeforeADumpAndLeftToCustomByAuto()
      throws Exception {
    load(
        "CREATE TABLE big (t text); ALTER TABLE big ALTER t SET STORAGE EXTERNAL;"
            + " INSERT INTO big SELECT repeat(md5(n::text), 100) FROM generate_series(1, 12000) n");

    TestAttempt<BackupRequested> attempt = directory();
    assertThatThrownBy(() -> bed.run(attempt))
        .isInstanceOfSatisfying(
            OperationFailure.class,
            failure -> {
              assertThat(failure.code()).isEqualTo(FailureCode.DISK_FULL);
              assertThat(failure.message()).contains("public.big");
              assertThat(failure.remedy()).contains("./drover backup shop --format custom");
            });
    assertThat(attempt.steps()).doesNotContain("spool-made");
    assertThat(bed.run(bed.backup()).getFormat()).isEqualTo("custom");
  }

  @Test
  void aTableThatOutgrowsTheSpoolWhileItIsDumpedFailsClearlyAndLeavesNothing(@TempDir Path folder)
      throws Exception {
    // Its hashes would read the rows, too.
    bed.close();
    bed = new TestBed(folder, ORIGINAL);
    // Compressed in the table, and forty times as large in a dump. The last row lies elsewhere.
    load(
        "CREATE TABLE big AS SELECT repeat('x', 100000) AS t FROM generate_series(1, 450) n;"
            + " INSERT INTO big SELECT string_agg(md5(n::text), '') FROM generate_series(1, 1000)"
            + " n; CREATE TABLE small AS SELECT 1");

    try (Connection other = bed.server.connect(ORIGINAL)) {
      other.setAutoCommit(false);
      TestAttempt<BackupRequested> attempt =
          directory().at("spool-made", () -> holdTheLastRow(other));
      assertThatThrownBy(() -> bed.run(attempt))
          .isInstanceOfSatisfying(
              OperationFailure.class,
              failure -> {
                assertThat(failure.code()).isEqualTo(FailureCode.DISK_FULL);
                assertThat(failure.remedy()).contains("custom").contains("DROVER_SPOOL_BYTES");
              });
    }
    assertThat(bed.files()).isEmpty();
    assertThat(spooled()).isEmpty();
    await().atMost(Duration.ofSeconds(30)).until(() -> programs().isEmpty());
  }

  /** However late the spool is looked at, the dump of the table is not at its end. */
  private static void holdTheLastRow(Connection other) throws SQLException {
    try (Statement statement = other.createStatement()) {
      statement.execute(
          "DO $$ BEGIN EXECUTE 'REINDEX TABLE '"
              + " || (SELECT reltoastrelid::regclass FROM pg_class WHERE oid = 'big'::regclass);"
              + " END $$");
    }
  }

  @Test
  void anAttemptThatIsKilledAtAnyStepLeavesNeitherArchiveNorSpoolNorProgram() throws Exception {
    load("CREATE TABLE a AS SELECT n FROM generate_series(1, 50000) n");
    for (String step : List.of("spool-made", "dump-running", "spool-drained", "dump-written")) {
      assertThatThrownBy(() -> bed.run(directory().dyingAt(step)))
          .isInstanceOf(InterruptedException.class);
      assertThat(bed.files()).as(step).isEmpty();
      assertThat(spooled()).as(step).isEmpty();
      await(step).atMost(Duration.ofSeconds(30)).until(() -> programs().isEmpty());
    }
  }

  @Test
  void anEncryptedDirectoryIsOneSealedTar(@TempDir Path folder) throws Exception {
    Path secret = Files.writeString(folder.resolve("passphrase"), "correct horse");
    String policy =
        ", backup: { format: directory, compression: { codec: gzip }, encryption: { passphrase:"
            + " 'file:"
            + secret
            + "' } }";
    try (TestBed sealed = new TestBed(folder, ORIGINAL, "", policy)) {
      load("CREATE TABLE a AS SELECT n FROM generate_series(1, 5000) n");
      BackupSucceeded backedUp = sealed.run(sealed.backup());
      assertThat(sealed.latest().archive().file()).isEqualTo("database-1.tar.age");
      assertThat(sealed.runRestore(sealed.restore(backedUp.getBackupId(), COPY)).getRows())
          .isEqualTo(5000);
    }
  }

  @Test
  void whatAKilledServiceLeftIsRemovedByTheNextDumpWithTheProgramsThatStillWriteThere()
      throws Exception {
    load("CREATE TABLE a AS SELECT 1");
    Files.createDirectories(bed.spoolFolder.resolve("dead"));
    Files.setPosixFilePermissions(
        bed.spoolFolder, java.nio.file.attribute.PosixFilePermissions.fromString("rwx------"));
    Path dump = Files.createDirectory(bed.spoolFolder.resolve("dead").resolve("dump"));
    Files.writeString(dump.resolve("3001.dat"), "half a table");
    Process worker =
        new ProcessBuilder("sh", "-c", "kill -s STOP $$; sleep 60", "sh", "--file=" + dump).start();
    try {
      bed.run(directory());
      assertThat(worker.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(worker.exitValue()).isNotZero();
    } finally {
      worker.destroyForcibly();
    }
    assertThat(spooled()).isEmpty();
  }

  @Test
  void aSpoolThatOthersCouldReadIsNotUsed(@TempDir Path folder) throws Exception {
    Path open = Files.createDirectory(folder.resolve("open"));
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxr-xr-x"));
    assertThatThrownBy(() -> new Spool(open, 1).begin())
        .isInstanceOf(OperationFailure.class)
        .hasMessageContaining("0700");
  }

  @Test
  void aSpoolOfAnotherUserIsNotUsed(@TempDir Path folder) throws Exception {
    assumeTrue("root".equals(System.getProperty("user.name")), "only root gives files away");
    Path theirs = Files.createDirectory(folder.resolve("theirs"));
    Files.setPosixFilePermissions(theirs, PosixFilePermissions.fromString("rwx------"));
    Files.setOwner(
        theirs,
        theirs.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody"));
    assertThatThrownBy(() -> new Spool(theirs, 1).begin())
        .isInstanceOf(OperationFailure.class)
        .hasMessageContaining("own user");
  }

  private List<String> entries() throws IOException {
    List<String> names = new ArrayList<>();
    try (var tar =
        new TarArchiveInputStream(Files.newInputStream(bed.root.resolve(bed.files().getFirst())))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        names.add(entry.getName());
      }
    }
    return names;
  }

  /** What lies in the spool beside the lock of all. */
  private List<String> spooled() throws IOException {
    try (var files = Files.list(bed.spoolFolder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> !name.equals("lock"))
          .toList();
    }
  }

  private List<String> programs() {
    return ProcessHandle.allProcesses()
        .map(process -> process.info().commandLine().orElse(""))
        .filter(line -> line.contains(bed.spoolFolder.toString()))
        .toList();
  }
}
