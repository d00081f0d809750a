package io.drover.backup.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.luben.zstd.Zstd;
import io.drover.backup.repository.Manifest;
import io.drover.backup.testbed.ForgedManifest;
import io.drover.backup.testbed.TestAttempt;
import io.drover.backup.testbed.TestBed;
import io.drover.localstack.compare.DatabaseComparison;
import io.drover.localstack.compare.DatabaseFingerprint;
import io.drover.localstack.compare.ServerAddress;
import io.drover.localstack.sample.SampleDatabase;
import io.drover.schemas.FailureCode;
import io.drover.schemas.RestoreRequested;
import io.drover.schemas.RestoreSucceeded;
import io.drover.service.operation.OperationFailure;
import io.drover.service.operation.Outcome;
import io.drover.service.process.PostgresTools;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlainRestoreTest {
  private static final String ORIGINAL = "plain zoo";
  private static final String COPY = "plain_zoo_copy";

  @TempDir private Path folder;
  private TestBed bed;

  @BeforeEach
  void open() throws Exception {
    bed = new TestBed(folder, ORIGINAL);
    bed.drop(ORIGINAL);
    bed.drop(COPY);
  }

  @AfterEach
  void close() throws Exception {
    bed.drop(ORIGINAL);
    bed.drop(COPY);
    bed.close();
  }

  @Test
  void aRestoredDatabaseEqualsTheOriginal() throws Exception {
    SampleDatabase.load(bed.server, ORIGINAL);
    DatabaseFingerprint before = fingerprint(ORIGINAL);
    Manifest manifest = plain(dumped("--create"));

    TestAttempt<RestoreRequested> restore = bed.restore(manifest.backupId(), COPY);
    RestoreSucceeded restored = bed.runRestore(restore);

    assertThat(DatabaseComparison.between(before, fingerprint(COPY))).isEmpty();
    assertThat(restored.getRows()).isEqualTo(manifest.rows()).isGreaterThan(100_000);
    assertThat(restore.steps()).contains("archive-verified", "restore-running", "renamed");
    assertThat(restore.recorded().phases())
        .containsExactly("verifying", "checking", "restoring", "analyzing", "counting");
  }

  @Test
  void rowsAsStatementsAreRestoredToo() throws Exception {
    bed.execute("postgres", "CREATE DATABASE \"" + ORIGINAL + "\"");
    bed.execute(
        ORIGINAL,
        """
        CREATE TABLE "Odd; 'table" (id int, "Köln \\! x" text);
        INSERT INTO "Odd; 'table" VALUES (1, E'\\\\! id\\n\\\\.\\n'), (2, '$$; -- /*'), (3, 'C:\\dir\\');
        CREATE FUNCTION f() RETURNS text LANGUAGE sql AS $_$ SELECT '\\! id'; $_$;
        CREATE FUNCTION g() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; END;
        """);
    DatabaseFingerprint before = fingerprint(ORIGINAL);

    for (String option : List.of("--inserts", "--quote-all-identifiers")) {
      Manifest manifest = plain(dumped(option));
      RestoreSucceeded _ = bed.runRestore(bed.restore(manifest.backupId(), COPY));
      assertThat(DatabaseComparison.between(before, fingerprint(COPY))).as(option).isEmpty();
      bed.drop(COPY);
    }
  }

  @Test
  void aVerificationComparesPlainTextLikeAnyOther() throws Exception {
    SampleDatabase.load(bed.server, ORIGINAL);
    Manifest manifest = plain(dumped("--create"));

    assertThat(TestBed.verified(bed.verify(bed.verification())).getRows())
        .isEqualTo(manifest.rows());

    plain(dumped("--create").replaceFirst("(?m)^(\\d+\\t.*\\n)", ""));
    Outcome outcome = bed.verify(bed.verification());
    assertThat(((Outcome.Failed) outcome).failure().code())
        .isEqualTo(FailureCode.VERIFICATION_MISMATCH);
    assertThat(bed.databases("drover_")).isEmpty();
  }

  @Test
  void aCommandOfPsqlIsRefusedBeforeAnythingIsMade() throws Exception {
    Path proof = folder.resolve("proof");
    small();
    Manifest manifest = plain(dumped("--create") + "COPY t FROM PROGRAM 'touch " + proof + "';\n");
    TestAttempt<RestoreRequested> restore = bed.restore(manifest.backupId(), COPY);

    OperationFailure failure =
        catchThrowableOfType(OperationFailure.class, () -> bed.runRestore(restore));

    assertThat(failure.code()).isEqualTo(FailureCode.IMPORT_UNSAFE);
    assertThat(failure.message()).contains("COPY from a file or a program").contains("Line ");
    assertThat(restore.steps()).doesNotContain("database-created");
    assertThat(proof).doesNotExist();
    assertThat(bed.databases("drover_restore_")).isEmpty();
  }

  @Test
  void anErrorOfPsqlNamesItsLineAndNothingStays() throws Exception {
    small();
    Manifest manifest = plain("CREATE TABLE t (a int);\n\nINSERT INTO nowhere\n  VALUES (1);\n");
    TestAttempt<RestoreRequested> restore = bed.restore(manifest.backupId(), COPY);

    OperationFailure failure =
        catchThrowableOfType(OperationFailure.class, () -> bed.runRestore(restore));
    try (var cleaning = bed.restore(restore.operationId(), 1, manifest.backupId(), COPY)) {
      bed.restores.abandon(cleaning);
    }

    assertThat(failure.message())
        .isEqualTo("psql ended with exit code 3: line 4: relation \"nowhere\" does not exist");
    assertThat(bed.databases("drover_restore_")).isEmpty();
    assertThat(bed.databases(COPY)).isEmpty();
  }

  @Test
  void whatPlainTextCannotDoIsRefused() throws Exception {
    small();
    Manifest manifest = plain(dumped("--create"));
    RestoreRequested command =
        RestoreRequested.newBuilder()
            .setOperationId("no-owner")
            .setDatabase(TestBed.DATABASE)
            .setBackupId(manifest.backupId())
            .setTargetName(COPY)
            .setNoOwner(true)
            .build();

    assertThatExceptionOfType(OperationFailure.class)
        .isThrownBy(() -> bed.runRestore(bed.restore(command, 1)))
        .withMessageContaining("is plain SQL")
        .withMessageContaining("--no-owner")
        .satisfies(e -> assertThat(e.code()).isEqualTo(FailureCode.INVALID_REQUEST));
  }

  @Test
  void aLongLineOfRowsIsFedInLittleMemory() throws Exception {
    small();
    StringBuilder text =
        new StringBuilder("CREATE TABLE long_line (a text);\nCOPY long_line FROM stdin;\n");
    text.append("x".repeat(50_000_000)).append("\n\\.\n");
    Manifest manifest = plain(text.toString());
    ForgedManifest.edit(path(manifest), PlainRestoreTest::forgetRows);

    RestoreSucceeded _ = bed.runRestore(bed.restore(manifest.backupId(), COPY));

    bed.execute(COPY, "SELECT 1 / (length(a) - 49999999) FROM long_line");
  }

  private void small() throws Exception {
    bed.execute("postgres", "CREATE DATABASE \"" + ORIGINAL + "\"");
    bed.execute(ORIGINAL, "CREATE TABLE t (a int); INSERT INTO t VALUES (1), (2)");
  }

  /** The newest backup, with this text in the place of its archive. */
  private Manifest plain(String text) throws Exception {
    bed.run(bed.backup());
    Manifest manifest = bed.latest();
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    byte[] stored = Zstd.compress(bytes);
    Files.write(path(manifest).resolveSibling(manifest.archive().file()), stored);
    String hash = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(stored));
    ForgedManifest.edit(
        path(manifest),
        json -> {
          json.put("format", "plain");
          ((ObjectNode) json.get("archive"))
              .put("bytes", stored.length)
              .put("sha256", hash)
              .put("dumpBytes", bytes.length);
        });
    return bed.latest();
  }

  private static void forgetRows(ObjectNode json) {
    json.putArray("tableRows");
    json.putNull("objects");
  }

  private Path path(Manifest manifest) {
    return bed.root.resolve(TestBed.DATABASE + "/" + manifest.backupId() + "/manifest.json");
  }

  private String dumped(String option) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
            new PostgresTools("").dumpFor(0).path().toString(),
            "--format=plain",
            option,
            "--dbname=dbname='" + ORIGINAL + "'");
    builder.environment().put("PGHOST", bed.server.host());
    builder.environment().put("PGPORT", Integer.toString(bed.server.port()));
    builder.environment().put("PGUSER", bed.server.superuser());
    builder.environment().put("PGPASSWORD", bed.server.password());
    Process dump = builder.start();
    String text = new String(dump.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(dump.waitFor()).isZero();
    return text;
  }

  private DatabaseFingerprint fingerprint(String database) {
    return DatabaseFingerprint.of(ServerAddress.of(bed.server), database);
  }
}
