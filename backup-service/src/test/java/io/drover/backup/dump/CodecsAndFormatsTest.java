package io.drover.backup.dump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.backup.repository.Manifest;
import io.drover.backup.testbed.ForgedManifest;
import io.drover.backup.testbed.TestAttempt;
import io.drover.backup.testbed.TestBed;
import io.drover.schemas.BackupRequested;
import io.drover.schemas.BackupSucceeded;
import io.drover.schemas.FailureCode;
import io.drover.service.operation.OperationFailure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CodecsAndFormatsTest {
  private static final String ORIGINAL = "formats_original";
  private static final String COPY = "formats_copy";

  private TestBed bed;

  @BeforeEach
  void create(@TempDir Path folder) throws Exception {
    bed =
        new TestBed(
            folder,
            ORIGINAL,
            "",
            ", backup: { format: custom, jobs: 3, compression: { codec: lz4, level: 3 } }");
    bed.drop(ORIGINAL);
    bed.drop(COPY);
    bed.server.createDatabase(ORIGINAL);
    bed.execute(ORIGINAL, "CREATE TABLE orders AS SELECT n FROM generate_series(1, 20000) n");
  }

  @AfterEach
  void close() throws Exception {
    bed.drop(ORIGINAL);
    bed.drop(COPY);
    bed.close();
  }

  @ParameterizedTest
  @CsvSource({"zstd, 5, .zst", "lz4, 9, .lz4", "gzip, 2, .gz", "none, , ''"})
  void eachCodecThatARequestNamesIsWrittenAndRestored(String codec, Integer level, String suffix)
      throws Exception {
    BackupSucceeded backedUp =
        bed.run(bed.backup(request -> request.setCodec(codec).setLevel(level)));

    Manifest manifest = bed.latest();
    assertThat(backedUp.getCodec()).isEqualTo(codec);
    assertThat(manifest.codec()).isEqualTo(new Manifest.Codec(codec, level == null ? 0 : level));
    assertThat(manifest.archive().file()).isEqualTo("database-1.dump" + suffix);
    assertThat(bed.runRestore(bed.restore(backedUp.getBackupId(), COPY)).getRows())
        .isEqualTo(20000);
  }

  @Test
  void thePolicySaysHowWhereTheRequestDoesNot() throws Exception {
    bed.run(bed.backup());
    assertThat(bed.latest().codec()).isEqualTo(new Manifest.Codec("lz4", 3));
  }

  @Test
  void aPlainBackupIsSqlText() throws Exception {
    BackupSucceeded backedUp =
        bed.run(bed.backup(request -> request.setFormat("plain").setCodec("none")));

    assertThat(backedUp.getFormat()).isEqualTo("plain");
    assertThat(bed.latest().archive().file()).isEqualTo("database-1.sql");
    assertThat(Files.readString(bed.root.resolve(bed.files().getFirst())))
        .startsWith("--\n-- PostgreSQL database dump")
        .contains("COPY public.orders");
  }

  @Test
  void aManifestThatNamesAnUnknownCodecIsNoDamage() throws Exception {
    BackupSucceeded backedUp = bed.run(bed.backup());
    Path manifest = bed.root.resolve(bed.files().getLast());
    ForgedManifest.edit(manifest, json -> json.withObject("/codec").put("name", "brotli"));

    assertThatThrownBy(() -> bed.runRestore(bed.restore(backedUp.getBackupId(), COPY)))
        .isInstanceOfSatisfying(
            OperationFailure.class,
            failure -> {
              assertThat(failure.code()).isEqualTo(FailureCode.VERSION_MISMATCH);
              assertThat(failure.message()).contains("brotli");
              assertThat(failure.remedy()).contains("zstd, lz4, gzip, none");
            });
    assertThat(bed.databases(COPY)).isEmpty();
  }

  @Test
  void whatARequestGetsWrongIsRefusedBeforeAnyWork() {
    refused("format", request -> request.setFormat("tar"));
    refused("codec", request -> request.setCodec("brotli"));
    refused("level", request -> request.setCodec("gzip").setLevel(10));
    refused("level", request -> request.setCodec("none").setLevel(1));
    refused("jobs", request -> request.setJobs(0));
    refused("jobs", request -> request.setJobs(17));
  }

  private void refused(String field, Consumer<BackupRequested.Builder> request) {
    ThrowingCallable admission =
        () -> {
          try (TestAttempt<BackupRequested> attempt = bed.backup(request)) {
            bed.backups.admit(attempt.command(), bed.entry());
          }
        };
    assertThatThrownBy(admission)
        .isInstanceOfSatisfying(
            OperationFailure.class,
            failure -> {
              assertThat(failure.code()).isEqualTo(FailureCode.INVALID_REQUEST);
              assertThat(failure.message()).startsWith("The field " + field + " must be ");
            });
  }
}
