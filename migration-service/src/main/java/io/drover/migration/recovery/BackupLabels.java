package io.drover.migration.recovery;

import io.drover.schemas.MigrateRequested;
import io.drover.service.operation.Attempt;
import java.util.HashMap;
import java.util.Map;

/** Labels of the backup that is taken before a database's migrations are changed. */
public final class BackupLabels {
  /** Its value is the id of the operation that asked for the backup. */
  public static final String BEFORE_MIGRATE = "drover.before-migrate";

  private BackupLabels() {}

  /** Those of the request, and one that names the operation. */
  public static Map<String, String> of(Attempt<MigrateRequested> attempt) {
    Map<String, String> labels = new HashMap<>(attempt.command().getLabels());
    labels.put(BEFORE_MIGRATE, attempt.operationId());
    return labels;
  }
}
