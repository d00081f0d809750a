package io.drover.backup.restore;

import io.drover.backup.restore.RestoreMarks.Restored;
import io.drover.backup.swap.Arrival;
import io.drover.backup.swap.NamedDatabase;
import io.drover.schemas.RestoreRequested;
import io.drover.service.operation.Attempt;
import io.drover.service.operation.OperationFailure;
import io.drover.service.operation.Outcome;
import io.drover.service.target.LockMode;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Restores beside the database and lets the restored one take its place. */
final class Replacement implements Way {
  private final Attempt<RestoreRequested> attempt;
  private final RestoreTools tools;
  private final Takeover takeover;
  private final String name;

  Replacement(Attempt<RestoreRequested> attempt, RestoreTools tools) {
    this.attempt = attempt;
    this.tools = tools;
    this.takeover = new Takeover(attempt, tools.marks());
    this.name = attempt.target().physicalName();
  }

  @Override
  public Outcome handle() throws OperationFailure, InterruptedException, SQLException {
    if (attempt.command().getSafetyBackup() && attempt.child().isEmpty() && exists()) {
      // Before the backup, as it may take hours, and again under the lock.
      RestoreRun run = new RestoreRun(attempt, wanted(), tools);
      preflight(run);
      run.verifyArchive();
      attempt.reached("awaiting-safety-backup");
      return SafetyBackup.request(attempt);
    }
    @Nullable String safetyBackup =
        attempt.child().isPresent()
            ? SafetyBackup.idOf(
                attempt.child().get(), attempt.target().entry().name(), RestoreMode.REPLACE)
            : null;
    attempt.lock(LockMode.EXCLUSIVE);
    attempt.reached("lock-held");
    Optional<Restored> before;
    try (Connection maintenance = attempt.connectToMaintenance()) {
      before = takeover.done(maintenance);
    }
    Restored restored = before.isPresent() ? before.get() : replace();
    attempt.reached("done");
    return takeover.result(
        restored, safetyBackup, tools.compared(attempt.target().entry().name(), restored));
  }

  /** A database that this very operation brought in needs no backup. */
  private boolean exists() throws OperationFailure, SQLException {
    try (Connection maintenance = attempt.connectToMaintenance()) {
      return NamedDatabase.find(maintenance, name).isPresent()
          && takeover.arrived(maintenance).isEmpty();
    }
  }

  private void preflight(RestoreRun run) throws OperationFailure, SQLException {
    try (Connection maintenance = attempt.connectToMaintenance()) {
      List<Finding> findings = new ArrayList<>(Strandings.find(attempt, maintenance));
      findings.addAll(run.findings(maintenance));
      Finding.require(findings, attempt.command().getOverrides());
    }
  }

  private Wanted wanted() throws OperationFailure, InterruptedException {
    return Wanted.of(
        attempt, BackupChoice.take(tools.repository(), tools.uses(), attempt), tools.reader());
  }

  private Restored replace() throws OperationFailure, InterruptedException, SQLException {
    Wanted wanted = wanted();
    RestoreRun run = new RestoreRun(attempt, wanted, tools);
    preflight(run);
    ScratchDatabase scratch = run.fill();
    Restored restored = run.restored();
    takeover.run(arrival(scratch, wanted), scratch.oid(), restored);
    return restored;
  }

  private static Arrival arrival(ScratchDatabase scratch, Wanted wanted) {
    return new Arrival() {
      @Override
      public String name() {
        return scratch.name();
      }

      @Override
      public @Nullable String comment() {
        return null;
      }

      @Override
      public void open(Connection maintenance) throws SQLException {
        Publication.open(maintenance, scratch.name(), wanted.properties());
      }
    };
  }

  @Override
  public void abandon() throws OperationFailure, InterruptedException, SQLException {
    new TakenBack(attempt).run();
  }
}
