package io.drover.backup.restore;

import io.drover.backup.swap.Fence;
import io.drover.backup.swap.Mark;
import io.drover.backup.swap.NamedDatabase;
import io.drover.backup.swap.Swap;
import io.drover.schemas.RestoreRequested;
import io.drover.service.operation.Attempt;
import io.drover.service.operation.OperationFailure;
import io.drover.service.target.LockMode;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/**
 * Takes back whatever a {@link Takeover} has done: the database that was there before is there, and
 * open, again. The lock is taken only where names go back: a fenced database is nobody's, and the
 * operation may end while it waits for the lock of others.
 */
final class TakenBack {
  private final Attempt<RestoreRequested> attempt;
  private final String name;

  TakenBack(Attempt<RestoreRequested> attempt) {
    this.attempt = attempt;
    this.name = attempt.target().physicalName();
  }

  void run() throws SQLException, OperationFailure, InterruptedException {
    boolean swapped;
    try (Connection maintenance = attempt.connectToMaintenance()) {
      attempt.fence();
      EarlierSessions.end(maintenance);
      swapped = swap(maintenance).kept().isPresent();
    }
    if (swapped) {
      attempt.lock(LockMode.EXCLUSIVE);
    }
    try (Connection maintenance = attempt.connectToMaintenance()) {
      attempt.fence();
      Optional<NamedDatabase> kept = swap(maintenance).kept();
      if (kept.isPresent()) {
        swap(maintenance).back(kept.get());
      }
      Optional<NamedDatabase> current = NamedDatabase.find(maintenance, name);
      if (current.isPresent()
          && current.get().isMarkedBy(Mark.State.FENCED, attempt.operationId())) {
        Fence.reopen(maintenance, current.get());
      }
      ScratchDatabase.dropAll(maintenance, ScratchDatabase.PREFIX, attempt.operationId());
    }
  }

  private Swap swap(Connection maintenance) {
    return new Swap(maintenance, attempt.operationId(), name);
  }
}
