package io.drover.migration.rehearsal;

import io.drover.schemas.MigrateRequested;
import io.drover.service.ledger.Ledger;
import io.drover.service.ledger.OperationKey;
import io.drover.service.operation.Attempt;
import io.drover.service.operation.OperationFailure;
import io.drover.service.target.DatabaseRemoval;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The scratch databases that an operation has asked for. A database is one of them only if its mark
 * says that a restore which this operation requested made it.
 */
final class ScratchCopies {
  private static final Logger LOG = LoggerFactory.getLogger(ScratchCopies.class);

  private static final String FIND =
      """
      SELECT oid::bigint, datname, pg_catalog.shobj_description(oid, 'pg_database')
      FROM pg_catalog.pg_database
      """;

  private final Attempt<MigrateRequested> attempt;
  private final String kind;

  ScratchCopies(Attempt<MigrateRequested> attempt, String kind) {
    this.attempt = attempt;
    this.kind = kind;
  }

  /** Name of the request by which an attempt asks for one; each attempt asks once at most. */
  static String requestName(int attempt) {
    return "rehearsal-copy-" + attempt;
  }

  /** Whether this database is the one that this restore made. */
  boolean isThere(String name, String restore) throws OperationFailure {
    try (Connection maintenance = attempt.connectToMaintenance()) {
      return names(maintenance, Set.of(restore)).contains(name);
    } catch (SQLException e) {
      throw attempt.explain(e);
    }
  }

  /**
   * Drops what all attempts have asked for and is there. One that cannot be dropped by this user is
   * dropped by itself later.
   *
   * @throws InterruptedException the attempt does not own the operation any more
   */
  void drop() throws OperationFailure, InterruptedException {
    Set<String> restores = new HashSet<>();
    OperationKey parent = new OperationKey(kind, attempt.operationId());
    for (int number = 1; number <= attempt.number(); number++) {
      restores.add(Ledger.childId(parent, requestName(number)));
    }
    attempt.child().ifPresent(child -> restores.add(child.operationId()));
    attempt.fence();
    try (Connection maintenance = attempt.connectToMaintenance()) {
      for (String name : names(maintenance, restores)) {
        drop(maintenance, name);
      }
    } catch (SQLException e) {
      throw attempt.explain(e);
    }
  }

  private void drop(Connection maintenance, String name) {
    try {
      DatabaseRemoval.drop(maintenance, name);
    } catch (SQLException e) {
      LOG.warn(
          "{} cannot drop its scratch database {}, which is dropped by itself later",
          attempt.operationId(),
          name,
          e);
    }
  }

  private static List<String> names(Connection maintenance, Set<String> restores)
      throws SQLException {
    List<String> names = new ArrayList<>();
    try (Statement statement = maintenance.createStatement();
        ResultSet row = statement.executeQuery(FIND)) {
      while (row.next()) {
        String name = row.getString(2);
        ScratchMark.parse(row.getString(3), row.getLong(1))
            .filter(mark -> restores.contains(mark.operationId()))
            .ifPresent(_ -> names.add(name));
      }
    }
    return names;
  }
}
