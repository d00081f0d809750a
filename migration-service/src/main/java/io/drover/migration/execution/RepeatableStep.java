package io.drover.migration.execution;

import java.sql.Connection;

/** Does the same however often it is run: VACUUM, ALTER SYSTEM, CLUSTER. */
record RepeatableStep() implements OutsideStep {
  @Override
  public Found inspect(Connection connection) {
    return new Found.Again();
  }
}
