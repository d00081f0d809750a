package io.drover.monitor.projection;

import io.drover.service.state.StateDatabase;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/** What was deployed, read from the tables. Thread-safe. */
public final class DeploymentQueries {
  private final StateDatabase state;

  /** Reads the state database. */
  public DeploymentQueries(StateDatabase state) {
    this.state = state;
  }

  /** Something was deployed that uses a database. */
  public record DeploymentView(
      String database,
      String name,
      String version,
      Instant observedAt,
      String requestedBy,
      String link) {}

  /** Deployments on a database between two instants, newest first, at most 100. */
  public List<DeploymentView> between(String database, Instant from, Instant to)
      throws SQLException {
    return Query.list(
        state,
        """
        SELECT database, name, version, observed_at, requested_by, link FROM deployments
        WHERE database = ? AND observed_at >= ? AND observed_at <= ?
        ORDER BY observed_at DESC, "offset" DESC LIMIT 100
        """,
        row ->
            new DeploymentView(
                row.getString("database"),
                row.getString("name"),
                row.getString("version"),
                Query.instant(row, "observed_at"),
                row.getString("requested_by"),
                row.getString("link")),
        database,
        from,
        to);
  }
}
