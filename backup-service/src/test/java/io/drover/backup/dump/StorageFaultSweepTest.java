package io.drover.backup.dump;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.backup.repository.BackupRepository;
import io.drover.backup.repository.FileStore;
import io.drover.backup.repository.Manifest;
import io.drover.backup.repository.Repositories;
import io.drover.backup.testbed.FailingStore;
import io.drover.backup.testbed.TestAttempt;
import io.drover.backup.testbed.TestBed;
import io.drover.schemas.BackupRequested;
import io.drover.schemas.FailureCode;
import io.drover.service.operation.OperationFailure;
import io.drover.service.process.PostgresTools;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every call of the repository's store fails once, for every call that a backup makes. */
class StorageFaultSweepTest {
  private static final String ORIGINAL = "storage_faults";

  private TestBed bed;

  @BeforeEach
  void create(@TempDir Path folder) throws Exception {
    bed = new TestBed(folder, ORIGINAL);
    bed.drop(ORIGINAL);
    bed.server.createDatabase(ORIGINAL);
    bed.execute(ORIGINAL, "CREATE TABLE orders AS SELECT n FROM generate_series(1, 100) n");
  }

  @AfterEach
  void close() throws Exception {
    bed.drop(ORIGINAL);
    bed.close();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aBackupWhoseStoreFailsAtAnyCallFailsLoudlyAndTheNextAttemptConverges(boolean afterwards)
      throws Exception {
    int swept = 0;
    for (int call = 1; failsAt(call, afterwards, "converges-" + call); call++) {
      Manifest committed = bed.latest();
      assertThat(committed.operationId()).isEqualTo("converges-" + call);
      try (InputStream archive = bed.repository.open(committed)) {
        assertThat(archive.readAllBytes()).hasSize((int) committed.archive().bytes());
      }
      bed.backups.abandon(bed.backup("converges-" + call, 3));
      assertThat(bed.repository.list(TestBed.DATABASE)).isEmpty();
      swept = call;
    }
    assertThat(swept).isGreaterThan(8);
  }

  /** A second attempt on a good store makes good what the first one's failure left. */
  private boolean failsAt(int call, boolean afterwards, String operationId) throws Exception {
    FailingStore store = new FailingStore(new FileStore(bed.root), call, afterwards);
    Optional<OperationFailure> failure = run(store, bed.backup(operationId, 1));
    if (failure.isPresent()) {
      assertThat(failure.get().code())
          .as("call %d", call)
          .isEqualTo(FailureCode.REPOSITORY_UNAVAILABLE);
      assertThat(failure.get().message()).contains("the store went away");
      assertThat(failure.get().retryable()).isTrue();
    }
    bed.run(bed.backup(operationId, 2));
    return store.hasFailed();
  }

  @Test
  void anOperationWhoseStoreFailedLeavesNothingVisibleOnceItIsAbandoned() throws Exception {
    boolean failed = true;
    for (int call = 1; failed; call++) {
      String operationId = "abandoned-" + call;
      FailingStore store = new FailingStore(new FileStore(bed.root), call, true);
      var _ = run(store, bed.backup(operationId, 1));
      bed.backups.abandon(bed.backup(operationId, 1));
      assertThat(bed.files()).as("call %d", call).isEmpty();
      failed = store.hasFailed();
    }
  }

  private Optional<OperationFailure> run(FailingStore store, TestAttempt<BackupRequested> attempt)
      throws Exception {
    BackupHandler handler =
        new BackupHandler(
            new Repositories(bed.registry, new BackupRepository("default", store)),
            new PostgresTools(""),
            bed.spool);
    try (attempt) {
      assertThat(handler.handle(attempt)).isNotNull();
      return Optional.empty();
    } catch (OperationFailure failure) {
      return Optional.of(failure);
    }
  }
}
