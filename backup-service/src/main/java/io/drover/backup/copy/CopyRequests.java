package io.drover.backup.copy;

import io.drover.backup.copy.CopyTable.Due;
import io.drover.backup.repository.BackupRepository;
import io.drover.backup.repository.Repositories;
import io.drover.backup.schedule.Recurring;
import io.drover.schemas.Kinds;
import io.drover.schemas.MaintenanceRequested;
import io.drover.schemas.Topics;
import io.drover.service.operation.OperationFailure;
import io.drover.service.operation.StepListener;
import io.drover.service.outbox.Requests;
import io.drover.service.target.DatabaseEntry;
import io.drover.service.target.DatabaseRegistry;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.Set;
import java.util.zip.CRC32;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks for the copies that policies want: for each backup once it has succeeded, and again, ever
 * more seldom, while nothing came of it. Every instance looks; the row of a copy, locked while the
 * request goes into the outbox, lets each be requested once. Thread-safe.
 */
public final class CopyRequests {
  private static final Logger LOG = LoggerFactory.getLogger(CopyRequests.class);

  private final CopyTable table;
  private final Repositories repositories;
  private final Requests requests;
  private final DatabaseRegistry registry;
  private final Clock clock;
  private final StepListener steps;

  /**
   * @param clock the state database's
   */
  public CopyRequests(
      CopyTable table,
      Repositories repositories,
      Requests requests,
      DatabaseRegistry registry,
      Clock clock,
      StepListener steps) {
    this.table = table;
    this.repositories = repositories;
    this.requests = requests;
    this.registry = registry;
    this.clock = clock;
    this.steps = steps;
  }

  /**
   * Requests what is due. Looks into the state database only.
   *
   * @throws SQLException the state database is away; nothing is lost
   */
  public void round() throws SQLException {
    for (DatabaseEntry database : registry.all()) {
      String repository = database.policy().backup().upkeep().copyTo();
      if (repository != null) {
        table
            .state()
            .change(connection -> table.noteCommitted(connection, database.name(), repository));
        table.state().change(connection -> request(connection, database.name(), repository));
      }
    }
  }

  /**
   * Finds the backups that have no copy, by listings of both repositories.
   *
   * @return false when of some database it could not be told
   */
  public boolean look() throws InterruptedException {
    boolean told = true;
    for (DatabaseEntry database : registry.all()) {
      try {
        look(database);
      } catch (OperationFailure failure) {
        told = false;
        LOG.warn(
            "Whether backups of {} lack a copy cannot be told: {}",
            database.name(),
            failure.message());
      } catch (SQLException e) {
        told = false;
        LOG.warn("Copies of {} that are missing were not noted", database.name(), e);
      }
    }
    return told;
  }

  private void look(DatabaseEntry database)
      throws OperationFailure, SQLException, InterruptedException {
    BackupRepository copies = repositories.copiesOf(database).orElse(null);
    if (copies == null) {
      return;
    }
    Instant seenAt = clock.instant();
    Set<String> copied = copies.committed(database.name());
    Set<String> missing = repositories.of(database).committed(database.name());
    missing.removeAll(copied);
    table.noteMissing(database.name(), missing, copies.name(), seenAt);
  }

  private void request(Connection connection, String database, String repository)
      throws SQLException {
    for (Due due : table.due(connection, database, repository)) {
      String id = operationId(due, database, repository);
      requests.publish(
          connection,
          Topics.MAINTENANCE_REQUESTED,
          database,
          id,
          command(id, database, due.backupId(), repository));
      table.requested(connection, database, due.backupId(), repository, id);
      steps.reached(Kinds.MAINTENANCE + "/" + id, "copy-request-written");
      table
          .state()
          .afterCommit(
              () -> {
                LOG.info("A copy of {} is wanted: requested as {}", due.backupId(), id);
                steps.reached(Kinds.MAINTENANCE + "/" + id, "copy-request-committed");
              });
    }
  }

  private static MaintenanceRequested command(
      String operationId, String database, String backupId, String repository) {
    return MaintenanceRequested.newBuilder()
        .setOperationId(operationId)
        .setDatabase(database)
        .setRequestedBy(Recurring.REQUESTED_BY)
        .setReason("The policy wants a copy in " + repository + ".")
        .setAction(CopyAction.NAME)
        .setBackupId(backupId)
        .build();
  }

  /** The same whoever makes it; at most 39 characters. */
  static String operationId(Due due, String database, String repository) {
    CRC32 place = new CRC32();
    place.update((database + "/" + repository).getBytes(StandardCharsets.UTF_8));
    String id = "copy-%s-%04x".formatted(due.backupId(), place.getValue() & 0xffff);
    return due.requests() == 0 ? id : id + "-" + due.requests();
  }
}
