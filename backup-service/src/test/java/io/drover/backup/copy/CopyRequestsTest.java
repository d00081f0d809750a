package io.drover.backup.copy;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.backup.repository.BackupId;
import io.drover.backup.testbed.TestBed;
import io.drover.bus.BusConfig;
import io.drover.bus.Codec;
import io.drover.bus.SchemaLookup;
import io.drover.bus.UnreadableException;
import io.drover.schemas.MaintenanceRequested;
import io.drover.service.operation.OperationFailure;
import io.drover.service.operation.StepListener;
import io.drover.service.outbox.Outbox;
import io.drover.service.outbox.Requests;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CopyRequestsTest {
  private static final String ORIGINAL = "copy_requests";
  private static final Codec CODEC = new Codec(SchemaLookup.none());

  private TestBed bed;
  private String backupId;

  /** A backup whose operation has succeeded just now. */
  @BeforeEach
  void backUp(@TempDir Path folder) throws Exception {
    bed = TestBed.copying(folder, ORIGINAL);
    bed.drop(ORIGINAL);
    bed.server.createDatabase(ORIGINAL);
    CopyTable.open(bed.state);
    update("TRUNCATE backup_removal, backup_use, backup_copy, outbox, operation CASCADE");
    backupId = bed.run(bed.backup("made", 1)).getBackupId();
    operation("backup", "made", "SUCCEEDED");
  }

  @AfterEach
  void close() throws Exception {
    update("TRUNCATE outbox, operation CASCADE");
    bed.drop(ORIGINAL);
    bed.close();
  }

  private void update(String sql) throws SQLException {
    bed.state.change(
        connection -> {
          try (var statement = connection.createStatement()) {
            statement.execute(sql);
          }
        });
  }

  private void operation(String kind, String id, String state) throws SQLException {
    update(
        """
        INSERT INTO operation (kind, operation_id, accepted_order, database, digest, state, sequence, request,
          accepted_at, expires_at, deadline, finished_at)
        VALUES ('%s', '%s', (SELECT count(*) FROM operation) + 1, 'shop', '', '%s', 3, '', '2026-11-21T12:00:00Z',
          now(), now(), %s)
        """
            .formatted(kind, id, state, state.equals("RUNNING") ? "NULL" : "now()"));
  }

  private CopyRequests instance() {
    return new CopyRequests(
        CopyTable.open(bed.state),
        bed.repositories,
        new Requests(
            bed.state,
            new Outbox(),
            new BusConfig("127.0.0.1:1", "test."),
            CODEC,
            "drover/test/1",
            () -> {}),
        bed.registry,
        Clock.systemUTC(),
        StepListener.NONE);
  }

  private List<MaintenanceRequested> requested() throws SQLException {
    return bed.state.inTransaction(
        connection -> {
          List<MaintenanceRequested> found = new ArrayList<>();
          try (var select = connection.createStatement();
              var row = select.executeQuery("SELECT value FROM outbox ORDER BY id")) {
            while (row.next()) {
              found.add(CODEC.decode(row.getBytes(1), MaintenanceRequested.class));
            }
          } catch (UnreadableException e) {
            throw new IllegalStateException(e);
          }
          return found;
        });
  }

  @Test
  void aBackupThatHasSucceededGetsOneRequestFromAllInstances() throws Exception {
    // Each opens its tables with two connections at once, and the pool has four.
    List<CopyRequests> instances = Stream.generate(this::instance).limit(12).toList();
    try (var threads = Executors.newFixedThreadPool(4)) {
      List<Future<?>> rounds = new ArrayList<>();
      for (CopyRequests instance : instances) {
        rounds.add(
            threads.submit(
                () -> {
                  instance.round();
                  return null;
                }));
      }
      for (Future<?> round : rounds) {
        round.get();
      }
    }
    assertThat(requested())
        .singleElement()
        .satisfies(
            request -> {
              assertThat(request.getBackupId()).isEqualTo(backupId);
              assertThat(request.getAction()).isEqualTo("copy");
              assertThat(request.getOperationId())
                  .startsWith("copy-" + backupId)
                  .hasSizeLessThanOrEqualTo(35);
            });
  }

  @Test
  void whatCameToNothingIsAskedForAgainLaterUnderAnotherId() throws Exception {
    instance().round();
    String first = requested().getFirst().getOperationId();
    operation("maintenance", first, "FAILED");
    instance().round();
    assertThat(requested()).hasSize(1);

    update("UPDATE operation SET finished_at = now() - interval '11 minutes'");
    instance().round();
    assertThat(requested())
        .extracting(MaintenanceRequested::getOperationId)
        .containsExactly(first, first + "-1");
  }

  @Test
  void aRequestThatGoesOnIsNotRepeated() throws Exception {
    instance().round();
    operation("maintenance", requested().getFirst().getOperationId(), "RUNNING");
    update("UPDATE backup_copy SET requested_at = now() - interval '3 days'");
    instance().round();
    assertThat(requested()).hasSize(1);
  }

  @Test
  void aCopyThatWasToldOfIsNotAskedForAgainUntilItIsMissing() throws Exception {
    instance().round();
    var attempt =
        bed.maintenance(requested().getFirst().getOperationId(), 1, "copy", backupId, false);
    bed.runMaintenance(attempt);
    instance().look();
    instance().round();
    assertThat(requested()).hasSize(1);

    bed.repositories.requireCopiesOf(bed.entry()).delete(TestBed.DATABASE, new BackupId(backupId));
    instance().look();
    instance().round();
    assertThat(requested()).hasSize(2);
  }

  @Test
  void aBackupThatTheLedgerHasForgottenIsFoundByALook() throws Exception {
    update("UPDATE operation SET finished_at = now() - interval '3 days'");
    instance().round();
    assertThat(requested()).isEmpty();
    instance().look();
    instance().round();
    assertThat(requested()).hasSize(1);
  }

  @Test
  void aLookAtARepositoryThatIsAwaySaysThatItMustBeRepeated() throws Exception {
    Path elsewhere = bed.root.resolveSibling("elsewhere");
    Files.move(bed.root, elsewhere);
    assertThat(instance().look()).isFalse();
    Files.move(elsewhere, bed.root);
    assertThat(instance().look()).isTrue();
  }

  @Test
  void aBackupThatIsGoneIsAskedForOnlyOnce() throws Exception {
    instance().round();
    bed.repository.delete(TestBed.DATABASE, new BackupId(backupId));
    String id = requested().getFirst().getOperationId();
    try {
      bed.runMaintenance(bed.maintenance(id, 1, "copy", backupId, false));
    } catch (OperationFailure gone) {
      operation("maintenance", id, "FAILED");
    }
    update("UPDATE operation SET finished_at = now() - interval '3 hours'");
    instance().round();
    assertThat(requested()).hasSize(1);
  }

  @Test
  void whatAnUnmountedRepositorySaysIsNotBelieved() throws Exception {
    Path copies = bed.root.resolveSibling("copies");
    Files.delete(copies);
    instance().look();
    update("DELETE FROM operation");
    instance().round();
    assertThat(requested()).isEmpty();
  }
}
