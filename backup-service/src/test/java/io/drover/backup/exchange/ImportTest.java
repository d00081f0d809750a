package io.drover.backup.exchange;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.github.luben.zstd.Zstd;
import io.drover.backup.repository.BackupId;
import io.drover.backup.repository.Manifest;
import io.drover.backup.testbed.StockTools;
import io.drover.backup.testbed.TestAttempt;
import io.drover.backup.testbed.TestBed;
import io.drover.localstack.compare.DatabaseComparison;
import io.drover.localstack.compare.DatabaseFingerprint;
import io.drover.localstack.compare.ServerAddress;
import io.drover.schemas.BackupCommitted;
import io.drover.schemas.FailureCode;
import io.drover.schemas.MaintenanceRequested;
import io.drover.schemas.MaintenanceSucceeded;
import io.drover.schemas.RestoreSucceeded;
import io.drover.schemas.VerificationSucceeded;
import io.drover.service.operation.OperationFailure;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.UUID;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImportTest {
  private static final String ORIGINAL = "Söme 'odd\" db";
  private static final String COPY = "imported_copy";

  @TempDir private Path folder;
  private TestBed bed;
  private Path imports;

  @BeforeEach
  void open() throws Exception {
    bed = new TestBed(folder, ORIGINAL);
    imports = Files.createDirectory(bed.exchange.resolve("import"));
    bed.drop(ORIGINAL);
    bed.drop(COPY);
    bed.execute("postgres", "CREATE DATABASE \"" + ORIGINAL.replace("\"", "\"\"") + "\"");
    bed.execute(
        ORIGINAL,
        """
        CREATE TABLE "Ünï \\! 'code" (id int PRIMARY KEY, t text);
        INSERT INTO "Ünï \\! 'code" SELECT n, E'\\\\! id\\n\\\\.\\n' || n FROM generate_series(1, 1000) n;
        CREATE FUNCTION f() RETURNS text LANGUAGE sql AS $_$ SELECT '\\! id'; $_$;
        """);
  }

  @AfterEach
  void close() throws Exception {
    bed.drop(ORIGINAL);
    bed.drop(COPY);
    bed.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"sql", "sql.gz", "sql.zst", "dump", "dump.gz"})
  void aDumpOfOthersIsVerifiedAndRestoredLikeOurs(String kind) throws Exception {
    DatabaseFingerprint before = DatabaseFingerprint.of(ServerAddress.of(bed.server), ORIGINAL);
    String name = "Friday's dümp." + kind;
    Path file = Files.write(imports.resolve(name), dump(kind));

    TestAttempt<MaintenanceRequested> attempt = importing(name);
    MaintenanceSucceeded imported = bed.runMaintenance(attempt);

    String id = bed.repository.list(TestBed.DATABASE).getFirst().backupId();
    Manifest manifest = bed.repository.find(TestBed.DATABASE, new BackupId(id)).orElseThrow();
    assertThat(imported.getBackupId()).isEqualTo(manifest.backupId());
    assertThat(imported.getBytes()).isEqualTo(Files.size(file));
    assertThat(imported.getSha256()).isEqualTo(StockTools.sha256(file));
    assertThat(imported.getFormat()).isEqualTo(kind.startsWith("sql") ? "plain" : "custom");
    assertThat(manifest.imported()).isNotNull();
    assertThat(manifest.serverVersion()).startsWith("15.");
    assertThat(manifest.toolVersion()).startsWith("15.");
    assertThat(manifest.tables()).isZero();
    BackupCommitted announced = (BackupCommitted) attempt.announcements().getFirst().body();
    assertThat(announced).isNotNull();
    assertThat(announced.getImportedFrom()).isEqualTo(name);

    VerificationSucceeded verified =
        TestBed.verified(bed.verify(bed.verification(manifest.backupId())));
    assertThat(verified.getRows()).isEqualTo(1000);
    assertThat(verified.getRowsCompared()).isFalse();
    assertThat(
            bed.repository.verdicts().newest(TestBed.DATABASE, new BackupId(manifest.backupId())))
        .get()
        .satisfies(verdict -> assertThat(verdict.why()).contains("it was imported"));

    RestoreSucceeded restored = bed.runRestore(bed.restore(manifest.backupId(), COPY));
    assertThat(restored.getRowsCompared()).isFalse();
    assertThat(restored.getRows()).isEqualTo(1000);
    assertThat(
            DatabaseComparison.between(
                before, DatabaseFingerprint.of(ServerAddress.of(bed.server), COPY)))
        .isEmpty();
  }

  @Test
  void anImportIsNeverTheLatestBackup() throws Exception {
    Files.write(imports.resolve("a.dump"), dump("dump"));
    MaintenanceSucceeded _ = bed.runMaintenance(importing("a.dump"));
    assertThat(bed.repository.latest(TestBed.DATABASE)).isEmpty();
    assertThatExceptionOfType(OperationFailure.class)
        .isThrownBy(() -> bed.runRestore(bed.restore("latest", COPY)))
        .satisfies(e -> assertThat(e.code()).isEqualTo(FailureCode.BACKUP_NOT_FOUND));

    String own = bed.run(bed.backup()).getBackupId();
    Files.write(imports.resolve("b.sql"), dump("sql"));
    String second = bed.runMaintenance(importing("b.sql")).getBackupId();

    assertThat(bed.latest().backupId()).isEqualTo(own);
    MaintenanceSucceeded plan =
        bed.runMaintenance(bed.maintenance("plan", 1, "retain", null, true));
    assertThat(plan.getRemovedCount()).isZero();
    assertThat(plan.getKept())
        .anySatisfy(
            kept -> {
              assertThat(kept.getBackupId()).isEqualTo(second);
              assertThat(kept.getReason()).isEqualTo("imported");
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "import-begun",
        "import-running",
        "import-written",
        "before-manifest",
        "manifest-written",
        "done"
      })
  void anAttemptThatIsKilledAnywhereLeavesNothingHalfMade(String step) throws Exception {
    Files.write(imports.resolve("a.sql"), dump("sql"));
    String operation = UUID.randomUUID().toString();
    assertThatExceptionOfType(InterruptedException.class)
        .isThrownBy(() -> bed.runMaintenance(bed.importing(operation, 1, "a.sql").dyingAt(step)));

    MaintenanceSucceeded imported = bed.runMaintenance(bed.importing(operation, 2, "a.sql"));

    assertThat(bed.repository.list(TestBed.DATABASE)).hasSize(1);
    assertThat(bed.files()).hasSize(2);
    try (var abandoned = bed.importing(operation, 3, "a.sql")) {
      bed.maintenance.abandon(abandoned);
    }
    assertThat(imported.getBackupId()).isNotNull();
    assertThat(bed.files()).isEmpty();
  }

  @Test
  void aDumpThatHoldsCommandsIsRefused() throws Exception {
    String evil =
        new String(dump("sql"), UTF_8).replace("CREATE FUNCTION", "\\! id\nCREATE FUNCTION");
    OperationFailure failure = refused("evil.sql", evil.getBytes(UTF_8));

    assertThat(failure.code()).isEqualTo(FailureCode.IMPORT_UNSAFE);
    assertThat(failure.message())
        .matches("Line \\d+ of the dump holds a command of psql, \\\\!\\.");
  }

  @Test
  void aDumpThatWasCutOffIsRefused() throws Exception {
    for (String kind : new String[] {"sql", "sql.gz", "sql.zst", "dump", "dump.gz"}) {
      byte[] whole = dump(kind);
      OperationFailure failure = refused("half." + kind, Arrays.copyOf(whole, whole.length / 2));
      assertThat(failure.code()).as(kind + ": " + failure).isEqualTo(FailureCode.BACKUP_CORRUPT);
    }
  }

  @Test
  void whatIsNoDumpIsRefusedWithASentence() throws Exception {
    assertThat(refused("empty.sql", new byte[0]).message()).contains("is empty");
    assertThat(refused("random", new byte[2000]).message()).contains("neither an archive");
    assertThat(refused("a.tar", dump("tar")).message()).contains("is a tar archive");
    assertThat(
            refused("toc.dat", new byte[] {'P', 'G', 'D', 'M', 'P', 1, 14, 0, 4, 8, 5}).message())
        .contains("table of contents of a directory archive");
    assertThat(
            refused("notes.sql", "Dear all,\nthe dump is at \\\\server.\n".getBytes(UTF_8)).code())
        .isEqualTo(FailureCode.IMPORT_UNSAFE);
    Files.createDirectory(imports.resolve("folder"));
    assertThat(failure("folder").message()).contains("is a folder without toc.dat");
    assertThat(failure("missing.sql").code()).isEqualTo(FailureCode.BACKUP_NOT_FOUND);
  }

  @ParameterizedTest
  @ValueSource(strings = {"../secret.sql", "a/../../secret.sql", "/etc/passwd", "..", "", "a\nb"})
  void aPathThatLeadsOutIsRefused(String path) throws Exception {
    Files.writeString(bed.exchange.resolve("secret.sql"), "SELECT 1;\n");
    assertThat(failure(path).code()).isEqualTo(FailureCode.INVALID_REQUEST);
  }

  @Test
  void aLinkThatLeadsOutIsRefused() throws Exception {
    Path outside = Files.writeString(folder.resolve("outside.sql"), "SELECT 1;\n");
    Files.createSymbolicLink(imports.resolve("link.sql"), outside);
    Files.createSymbolicLink(imports.resolve("folder"), folder);

    assertThat(failure("link.sql").message()).contains("outside of the import folder");
    assertThat(failure("folder/outside.sql").message()).contains("outside of the import folder");
  }

  private OperationFailure refused(String name, byte[] content) throws IOException {
    Files.write(imports.resolve(name), content);
    OperationFailure failure = failure(name);
    assertThat(bed.files()).as(name).isEmpty();
    return failure;
  }

  private OperationFailure failure(String path) {
    return catchThrowableOfType(OperationFailure.class, () -> bed.runMaintenance(importing(path)));
  }

  private TestAttempt<MaintenanceRequested> importing(String path) {
    return bed.importing(UUID.randomUUID().toString(), 1, path);
  }

  private byte[] dump(String kind) throws Exception {
    String format = kind.startsWith("sql") ? "plain" : kind.startsWith("dump") ? "custom" : kind;
    byte[] dump = StockTools.dump(bed.server, ORIGINAL, "--format=" + format);
    if (kind.endsWith(".zst")) {
      return Zstd.compress(dump);
    }
    if (kind.endsWith(".gz")) {
      ByteArrayOutputStream packed = new ByteArrayOutputStream();
      try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
        gzip.write(dump);
      }
      return packed.toByteArray();
    }
    return dump;
  }
}
