package io.drover.migration.flyway;

import io.drover.schemas.FailureCode;
import io.drover.service.operation.OperationFailure;
import io.drover.service.target.Remedies;
import org.flywaydb.core.api.MigrationInfo;

/** Why a baseline is not made. */
record BaselineRefusals(OneHistory history) {
  OperationFailure applied(MigrationInfo migration) throws OperationFailure {
    boolean failed = migration.getState().isFailed();
    String script = migration.getScript();
    return refusal(
        failed
            ? "The migration " + script + " stands as failed in the history: it has been begun."
            : "The migration " + script + " has been applied, so nothing is marked in its place.",
        failed
            ? "./drover migrate " + history.database() + " --repair --dry-run"
            : "See what is applied and what is pending: ./drover migrate "
                + history.database()
                + " --status");
  }

  OperationFailure another(String version) throws OperationFailure {
    String table = history.direct((_, rows) -> rows.history());
    return refusal(
        "The history begins at the baseline "
            + version
            + " already; if that is wrong, take it out and request the baseline again.",
        Remedies.psql(
            history.attempt().target().server(),
            history.attempt().target().physicalName(),
            "DELETE FROM " + table + " WHERE type = 'BASELINE'"));
  }

  OperationFailure noScript() {
    return refusal(
        "There is no script with a version that could be marked as applied.",
        "See that policy.migrations.locations of "
            + history.database()
            + " names the right folder, or name the version 0.");
  }

  OperationFailure above(String wanted, String newest) {
    return refusal(
        "There is no script of version "
            + wanted
            + " or above: those that come later up to it would never be run.",
        "Name a version up to " + newest + ", the newest of the folders.");
  }

  private static OperationFailure refusal(String message, String remedy) {
    return OperationFailure.of(FailureCode.INVALID_REQUEST, message, remedy);
  }
}
