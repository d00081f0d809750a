package io.drover.migration.execution;

import java.sql.Connection;

/** Nothing in the catalogue tells whether it was done. */
record UnverifiableStep() implements OutsideStep {
  @Override
  public boolean retried() {
    return false;
  }

  @Override
  public Found inspect(Connection connection) {
    return new Found.Unknown("nothing in the catalogue tells whether it was done");
  }
}
