package io.drover.backup.schedule;

import io.drover.bus.Codec;
import io.drover.bus.UnreadableException;
import io.drover.schemas.FailureCode;
import io.drover.schemas.OperationFailed;
import io.drover.service.state.StateDatabase;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Which requests are made again because an operation with precedence ended theirs. */
public final class Preemptions {
  private static final int MOST_REPEATS = 9;
  private static final String FAILED =
      "SELECT terminal_fact FROM operation WHERE kind = ? AND operation_id = ? AND state ="
          + " 'FAILED'";

  private final StateDatabase state;
  private final Codec codec;

  /** Looks into the ledger of this state database. */
  public Preemptions(StateDatabase state, Codec codec) {
    this.state = state;
    this.codec = codec;
  }

  /** Whether the operation was preempted and has not been repeated too often. */
  boolean toRepeat(String kind, String operationId, int repeats) throws SQLException {
    return repeats < MOST_REPEATS
        && state.inTransaction(
            connection -> {
              try (PreparedStatement select = connection.prepareStatement(FAILED)) {
                select.setString(1, kind);
                select.setString(2, operationId);
                try (ResultSet row = select.executeQuery()) {
                  return row.next() && preempted(row.getBytes(1));
                }
              }
            });
  }

  private boolean preempted(byte[] fact) {
    try {
      return codec.decode(fact) instanceof OperationFailed failed
          && failed.getCode().equals(FailureCode.PREEMPTED);
    } catch (UnreadableException e) {
      throw new IllegalStateException(e);
    }
  }
}
