package io.drover.backup.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import io.drover.service.process.PostgresTools;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExportTest {
  private static final String ORIGINAL = "export_original";
  private static final String COPY = "export_copy";

  @TempDir private Path folder;
  private TestBed bed;

  private void open(String policy) throws Exception {
    bed = new TestBed(folder, ORIGINAL, "", policy);
  }

  @BeforeEach
  void load() throws Exception {
    open(", backup: { encryption: { passphrase: 'file:" + passphrase() + "' } }");
    bed.drop(ORIGINAL);
    bed.drop(COPY);
    bed.execute("postgres", "CREATE DATABASE " + ORIGINAL);
    bed.execute(
        ORIGINAL, "CREATE TABLE t AS SELECT n, n || '\n' AS x FROM generate_series(1, 999) n");
  }

  private Path passphrase() throws Exception {
    return Files.writeString(folder.resolve("passphrase"), "correct horse battery staple");
  }

  @AfterEach
  void close() throws Exception {
    bed.drop(ORIGINAL);
    bed.drop(COPY);
    bed.close();
  }

  @Test
  void anEncryptedBackupGoesOutAsTheFileThatPgRestoreOpens() throws Exception {
    String backup = bed.run(bed.backup()).getBackupId();

    MaintenanceSucceeded exported = bed.runMaintenance(exporting(UUID.randomUUID().toString(), 1));

    Path file = Path.of(String.valueOf(exported.getPath()));
    assertThat(exported.getBackupId()).isEqualTo(backup);
    assertThat(file.getFileName().toString()).startsWith("shop-" + backup).endsWith(".dump");
    assertThat(exported.getSha256()).isEqualTo(StockTools.sha256(file));
    assertThat(exported.getBytes()).isEqualTo(Files.size(file));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(exported.getCommand()).contains("pg_restore").contains(file.toString());
    bed.execute("postgres", "CREATE DATABASE " + COPY + " TEMPLATE template0");
    byte[] _ =
        StockTools.run(
            bed.server,
            List.of(
                new PostgresTools("").restoreFor(0, 0).path().toString(),
                "--exit-on-error",
                "--dbname=" + COPY,
                file.toString()));
    assertThat(DatabaseComparison.between(fingerprint(ORIGINAL), fingerprint(COPY))).isEmpty();
  }

  @Test
  void aBackupOfFormatDirectoryGoesOutAsTheFolderThatPgRestoreOpens() throws Exception {
    String _ = bed.run(bed.backup(request -> request.setFormat("directory"))).getBackupId();
    String operation = UUID.randomUUID().toString();
    assertThatExceptionOfType(InterruptedException.class)
        .isThrownBy(() -> bed.runMaintenance(exporting(operation, 1).dyingAt("export-written")));
    assertThat(exports()).isEmpty();

    MaintenanceSucceeded exported = bed.runMaintenance(exporting(operation, 2));

    Path dump = Path.of(String.valueOf(exported.getPath()));
    assertThat(exports()).containsExactly(dump);
    assertThat(dump.resolve("toc.dat")).isRegularFile();
    assertThat(exported.getSha256()).isEqualTo(StockTools.sha256OfFiles(dump));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(dump)))
        .isEqualTo("rwx------");
    String command = String.valueOf(exported.getCommand()).replace("NEW", COPY);
    assertThat(command).startsWith("createdb ");
    StockTools.paste(bed.server, command);
    assertThat(DatabaseComparison.between(fingerprint(ORIGINAL), fingerprint(COPY))).isEmpty();

    // The same request again finds what it wrote.
    assertThat(bed.runMaintenance(exporting(operation, 3)).getPath()).isEqualTo(dump.toString());
    try (TestAttempt<MaintenanceRequested> abandoned = exporting(operation, 4)) {
      bed.maintenance.abandon(abandoned);
    }
    assertThat(exports()).isEmpty();
  }

  @Test
  void anExportOfADamagedBackupNamesTheExportOfAnother() throws Exception {
    String sound = bed.run(bed.backup()).getBackupId();
    String damaged = bed.run(bed.backup()).getBackupId();
    bed.damage(bed.latest());

    assertThatThrownBy(
            () -> bed.runMaintenance(bed.maintenance("export-2", 1, "export", damaged, false)))
        .isInstanceOfSatisfying(
            OperationFailure.class,
            failure ->
                assertThat(failure.remedy()).isEqualTo("./drover export shop --backup " + sound));
  }

  @Test
  void anImportedTextComesOutAsItWentIn() throws Exception {
    Path imports = Files.createDirectory(bed.exchange.resolve("import"));
    byte[] dump = StockTools.dump(bed.server, ORIGINAL, "--format=plain");
    Files.write(imports.resolve("a.sql"), dump);
    String backup = bed.runMaintenance(bed.importing("import-1", 1, "a.sql")).getBackupId();

    MaintenanceSucceeded exported =
        bed.runMaintenance(bed.maintenance("export-1", 1, "export", backup, false));

    Path file = Path.of(String.valueOf(exported.getPath()));
    assertThat(file.getFileName().toString()).endsWith(".sql");
    assertThat(Files.readAllBytes(file)).isEqualTo(dump);
    assertThat(exported.getCommand()).contains("NEW && psql --no-psqlrc");
  }

  @ParameterizedTest
  @ValueSource(strings = {"backup-taken", "archive-verified", "export-written", "export-published"})
  void anAttemptThatIsKilledAnywhereLeavesNothingHalfMade(String step) throws Exception {
    String _ = bed.run(bed.backup()).getBackupId();
    String operation = UUID.randomUUID().toString();
    assertThatExceptionOfType(InterruptedException.class)
        .isThrownBy(() -> bed.runMaintenance(exporting(operation, 1).dyingAt(step)));

    MaintenanceSucceeded exported = bed.runMaintenance(exporting(operation, 2));
    assertThat(exports()).containsExactly(Path.of(String.valueOf(exported.getPath())));

    try (TestAttempt<MaintenanceRequested> abandoned = exporting(operation, 3)) {
      bed.maintenance.abandon(abandoned);
    }
    assertThat(exports()).isEmpty();
  }

  @Test
  void whatAKilledAttemptWroteIsRemovedByTheNext() throws Exception {
    String _ = bed.run(bed.backup()).getBackupId();
    String operation = UUID.randomUUID().toString();
    Path exports = Files.createDirectory(bed.exchange.resolve("export"));
    try (TestAttempt<MaintenanceRequested> killed = exporting(operation, 1)) {
      killed.at(
          "export-written",
          () -> {
            try (Stream<Path> files = Files.list(exports)) {
              for (Path unfinished : files.toList()) {
                Files.copy(unfinished, exports.resolve(unfinished.getFileName() + ".kept"));
              }
            }
            throw new InterruptedException("killed");
          });
      assertThatExceptionOfType(InterruptedException.class)
          .isThrownBy(() -> bed.runMaintenance(killed));
    }
    try (Stream<Path> files = Files.list(exports)) {
      for (Path kept : files.toList()) {
        Files.move(kept, Path.of(kept.toString().replace(".kept", "")));
      }
    }
    assertThat(exports()).hasSize(1);

    MaintenanceSucceeded exported = bed.runMaintenance(exporting(operation, 2));

    assertThat(exports()).containsExactly(Path.of(String.valueOf(exported.getPath())));
  }

  @Test
  void aDamagedBackupIsNotExported() throws Exception {
    String _ = bed.run(bed.backup()).getBackupId();
    Path archive =
        bed.root.resolve("shop/" + bed.latest().backupId() + "/" + bed.latest().archive().file());
    byte[] bytes = Files.readAllBytes(archive);
    bytes[bytes.length / 2] ^= 1;
    Files.write(archive, bytes);

    assertThatExceptionOfType(OperationFailure.class)
        .isThrownBy(() -> bed.runMaintenance(exporting("damaged", 1)))
        .satisfies(e -> assertThat(e.code()).isEqualTo(FailureCode.BACKUP_CORRUPT));
    assertThat(exports()).isEmpty();
  }

  private List<Path> exports() throws Exception {
    try (Stream<Path> files = Files.list(bed.exchange.resolve("export"))) {
      return files.toList();
    }
  }

  private TestAttempt<MaintenanceRequested> exporting(String operation, int number) {
    return bed.maintenance(operation, number, "export", null, false);
  }

  private DatabaseFingerprint fingerprint(String database) {
    return DatabaseFingerprint.of(ServerAddress.of(bed.server), database);
  }
}
