package io.drover.backup.copy;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.backup.archive.ArchiveReader;
import io.drover.backup.repository.BackupId;
import io.drover.backup.repository.BackupRepository;
import io.drover.backup.repository.FileStore;
import io.drover.backup.repository.Manifest;
import io.drover.backup.repository.Repositories;
import io.drover.backup.testbed.FailingStore;
import io.drover.backup.testbed.TestBed;
import io.drover.schemas.FailureCode;
import io.drover.service.operation.OperationFailure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every call of a store fails once, for every call that a copy or a retention makes. */
class CopyFaultSweepTest {
  private static final String ORIGINAL = "copy_faults";

  @TempDir private Path folder;

  /** A bed in which the repository called default, whose store may fail, plays this part. */
  private TestBed open(String part) throws Exception {
    Path other = Files.createDirectory(folder.resolve("other"));
    String policy =
        part.equals("original")
            ? ", backup: { copy-to: other }"
            : ", backup: { repository: other, copy-to: default }";
    TestBed bed =
        new TestBed(
            folder, ORIGINAL, "repositories: { other: { folder: '" + other + "' } }", policy);
    bed.drop(ORIGINAL);
    bed.server.createDatabase(ORIGINAL);
    bed.execute(ORIGINAL, "CREATE TABLE orders AS SELECT n FROM generate_series(1, 100) n");
    bed.state.change(
        connection -> {
          try (var statement = connection.createStatement()) {
            statement.execute("TRUNCATE backup_removal, backup_use, backup_copy");
          }
        });
    return bed;
  }

  private static void close(TestBed bed) throws Exception {
    bed.drop(ORIGINAL);
    bed.close();
  }

  @ParameterizedTest
  @CsvSource({"original, false", "original, true", "copy, false", "copy, true"})
  void aCopyWhoseStoreFailsAtAnyCallFailsLoudlyAndTheNextAttemptConverges(
      String part, boolean afterwards) throws Exception {
    TestBed bed = open(part);
    String backup = bed.run(bed.backup()).getBackupId();
    BackupRepository copies = bed.repositories.requireCopiesOf(bed.entry());
    boolean failed = true;
    int swept = 0;
    for (int call = 1; failed; call++) {
      String operation = "copy-" + part + "-" + call;
      FailingStore store = new FailingStore(new FileStore(bed.root), call, afterwards);
      Optional<OperationFailure> failure = run(bed, store, operation, "copy", backup);
      failed = store.hasFailed();
      failure.ifPresent(CopyFaultSweepTest::assertLoud);
      if (failed && failure.isEmpty()) {
        // Only what comes after the commit, and can be collected later, may fail in silence.
        assertThat(copies.find(TestBed.DATABASE, new BackupId(backup))).isPresent();
      }
      bed.runMaintenance(bed.maintenance(operation, 2, "copy", backup, false));
      Manifest copy = copies.find(TestBed.DATABASE, new BackupId(backup)).orElseThrow();
      ArchiveReader.hash(copies, copy, bytes -> {});
      assertThat(copy.archive().sha256()).isEqualTo(bed.latest().archive().sha256());
      copies.delete(TestBed.DATABASE, new BackupId(backup));
      bed.state.change(
          connection -> {
            try (var statement = connection.createStatement()) {
              statement.execute("TRUNCATE backup_copy");
            }
          });
      swept = call;
    }
    assertThat(swept).isGreaterThan(8);
    close(bed);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aRetentionWhoseStoreFailsAtAnyCallFailsLoudlyAndTheNextAttemptConverges(boolean afterwards)
      throws Exception {
    TestBed bed = open("original");
    boolean failed = true;
    int swept = 0;
    String older = bed.run(bed.backup("kept", 1)).getBackupId();
    for (int call = 1; failed; call++) {
      String newest = bed.run(bed.backup("made-" + call, 1)).getBackupId();
      bed.runMaintenance(bed.maintenance("copied-" + call + afterwards, 1, "copy", newest, false));
      String latest = bed.run(bed.backup("last-" + call, 1)).getBackupId();
      String operation = "retain-" + call + "-" + afterwards;
      FailingStore store = new FailingStore(new FileStore(bed.root), call, afterwards);
      Optional<OperationFailure> failure = run(bed, store, operation, "retain", null);
      failed = store.hasFailed();
      failure.ifPresent(CopyFaultSweepTest::assertLoud);
      // Whatever happened, what the rules keep is there and whole.
      for (String kept : new String[] {newest, latest}) {
        Manifest manifest = bed.repository.find(TestBed.DATABASE, new BackupId(kept)).orElseThrow();
        ArchiveReader.hash(bed.repository, manifest, bytes -> {});
      }
      bed.runMaintenance(bed.maintenance(operation, 2, "retain", null, false));
      assertThat(bed.repository.committed(TestBed.DATABASE))
          .containsExactlyInAnyOrder(newest, latest)
          .doesNotContain(older);
      swept = call;
    }
    assertThat(swept).isGreaterThan(8);
    close(bed);
  }

  private static void assertLoud(OperationFailure failure) {
    assertThat(failure.code()).isEqualTo(FailureCode.REPOSITORY_UNAVAILABLE);
    assertThat(failure.message()).contains("the store went away");
    assertThat(failure.retryable()).isTrue();
  }

  private static Optional<OperationFailure> run(
      TestBed bed, FailingStore store, String operationId, String action, @Nullable String backupId)
      throws Exception {
    Repositories repositories =
        new Repositories(bed.registry, new BackupRepository("default", store));
    try (var attempt = bed.maintenance(operationId, 1, action, backupId, false)) {
      bed.runMaintenance(bed.maintenance(repositories), attempt);
      return Optional.empty();
    } catch (OperationFailure failure) {
      return Optional.of(failure);
    } finally {
      repositories.close();
    }
  }
}
