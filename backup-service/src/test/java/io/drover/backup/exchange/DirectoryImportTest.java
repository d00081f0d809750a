package io.drover.backup.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.github.luben.zstd.Zstd;
import io.drover.backup.testbed.StockTools;
import io.drover.backup.testbed.TestAttempt;
import io.drover.backup.testbed.TestBed;
import io.drover.localstack.compare.DatabaseComparison;
import io.drover.localstack.compare.DatabaseFingerprint;
import io.drover.localstack.compare.ServerAddress;
import io.drover.schemas.FailureCode;
import io.drover.schemas.MaintenanceRequested;
import io.drover.schemas.MaintenanceSucceeded;
import io.drover.service.operation.OperationFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DirectoryImportTest {
  private static final String ORIGINAL = "directory_import";
  private static final String COPY = "directory_import_copy";
  private static final String NAME = "Friday's dümp";

  @TempDir private Path folder;
  private TestBed bed;
  private Path dump;

  @BeforeEach
  void open() throws Exception {
    bed = new TestBed(folder, ORIGINAL);
    dump = Files.createDirectory(bed.exchange.resolve("import")).resolve(NAME);
    bed.drop(ORIGINAL);
    bed.drop(COPY);
    bed.server.createDatabase(ORIGINAL);
    bed.execute(
        ORIGINAL,
        """
        CREATE TABLE t AS SELECT n, E'\\\\.\\n' || n AS x FROM generate_series(1, 1000) n;
        CREATE TABLE empty (n int);
        CREATE INDEX ON t (n);
        SELECT lo_from_bytea(0, 'a large object');
        """);
  }

  @AfterEach
  void close() throws Exception {
    bed.drop(ORIGINAL);
    bed.drop(COPY);
    bed.close();
  }

  private void dump(String kind) throws Exception {
    byte[] _ =
        StockTools.dump(
            bed.server,
            ORIGINAL,
            "--format=directory",
            "--compress=" + (kind.equals("gzip") ? "6" : "0"),
            "--file=" + dump);
    if (kind.equals("zstd")) {
      // What pg_dump 16 and later make; they read it back by the name.
      for (Path file : files(dump)) {
        String name = String.valueOf(file.getFileName());
        if (name.endsWith(".dat") && !name.equals("toc.dat")) {
          Files.write(dump.resolve(name + ".zst"), Zstd.compress(Files.readAllBytes(file)));
          Files.delete(file);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "gzip", "zstd"})
  void aDirectoryArchiveIsVerifiedAndRestoredLikeOurs(String kind) throws Exception {
    DatabaseFingerprint before = DatabaseFingerprint.of(ServerAddress.of(bed.server), ORIGINAL);
    dump(kind);

    MaintenanceSucceeded imported = bed.runMaintenance(importing());

    assertThat(imported.getFormat()).isEqualTo("directory");
    assertThat(imported.getSha256()).isEqualTo(StockTools.sha256OfFiles(dump));
    long bytes = 0;
    for (Path file : files(dump)) {
      bytes += Files.size(file);
    }
    assertThat(imported.getBytes()).isEqualTo(bytes);
    String id = String.valueOf(imported.getBackupId());
    assertThat(TestBed.verified(bed.verify(bed.verification(id))).getRows()).isEqualTo(1000);
    assertThat(bed.runRestore(bed.restore(id, COPY)).getRows()).isEqualTo(1000);
    assertThat(
            DatabaseComparison.between(
                before, DatabaseFingerprint.of(ServerAddress.of(bed.server), COPY)))
        .isEmpty();
    assertThat(spooled()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"import-begun", "import-running", "import-written", "manifest-written"})
  void anAttemptThatIsKilledAnywhereLeavesNothingHalfMade(String step) throws Exception {
    dump("gzip");
    String operation = UUID.randomUUID().toString();
    assertThatExceptionOfType(InterruptedException.class)
        .isThrownBy(() -> bed.runMaintenance(bed.importing(operation, 1, NAME).dyingAt(step)));

    MaintenanceSucceeded _ = bed.runMaintenance(bed.importing(operation, 2, NAME));

    assertThat(bed.repository.list(TestBed.DATABASE)).hasSize(1);
    assertThat(bed.files()).hasSize(2);
    assertThat(spooled()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "gzip", "zstd"})
  void rowsThatAreCutOffAreNoticed(String kind) throws Exception {
    dump(kind);
    Path rows = largest();
    byte[] whole = Files.readAllBytes(rows);
    // At the end of a row, where pg_restore sees nothing wrong in what is not packed.
    int end = kind.equals("none") ? lastRow(whole) : whole.length / 2;
    Files.write(rows, Arrays.copyOf(whole, end));

    assertThat(failure().code()).isEqualTo(FailureCode.BACKUP_CORRUPT);
  }

  @Test
  void rowsThatAreMissingAreNoticed() throws Exception {
    dump("none");
    Files.delete(largest());

    assertThat(failure().message()).contains("The rows of the table t are missing");
  }

  @Test
  void whatPgDumpDoesNotMakeIsRefused() throws Exception {
    dump("none");
    Path secret = Files.writeString(folder.resolve("secret"), "secret");
    Path link = Files.createSymbolicLink(dump.resolve("9999.dat"), secret);
    assertThat(failure().message()).contains("9999.dat is nothing that pg_dump makes");
    Files.delete(link);

    Path notes = Files.writeString(dump.resolve("notes.txt"), "of Friday");
    assertThat(failure().message()).contains("notes.txt is nothing that pg_dump makes");
    Files.delete(notes);

    Path twice = Files.copy(largest(), Path.of(largest() + ".gz"));
    assertThat(failure().message()).contains("twice");
    Files.delete(twice);

    Files.writeString(dump.resolve("toc.dat"), "no contents");
    assertThat(failure().code()).isIn(FailureCode.VERSION_MISMATCH, FailureCode.BACKUP_CORRUPT);
    assertThat(bed.files()).isEmpty();
    assertThat(spooled()).isEmpty();
  }

  private static int lastRow(byte[] rows) {
    int end = rows.length - "\\.\n\n\n".length();
    assertThat(rows[end - 1]).isEqualTo((byte) '\n');
    return end;
  }

  private Path largest() throws IOException {
    Path largest = dump.resolve("toc.dat");
    for (Path file : files(dump)) {
      if (!file.endsWith("toc.dat")
          && (largest.endsWith("toc.dat") || Files.size(file) > Files.size(largest))) {
        largest = file;
      }
    }
    return largest;
  }

  private OperationFailure failure() {
    return catchThrowableOfType(OperationFailure.class, () -> bed.runMaintenance(importing()));
  }

  private TestAttempt<MaintenanceRequested> importing() {
    return bed.importing(UUID.randomUUID().toString(), 1, NAME);
  }

  /** What lies in the spool beside the lock of all. */
  private List<Path> spooled() throws IOException {
    return files(bed.spoolFolder).stream().filter(file -> !file.endsWith("lock")).toList();
  }

  private static List<Path> files(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }
}
