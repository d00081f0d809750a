package io.drover.monitor.absence;

import io.drover.monitor.alert.About;
import io.drover.monitor.alert.Cause;
import io.drover.monitor.alert.CauseFinder;
import io.drover.monitor.alert.Condition;
import io.drover.monitor.projection.Query;
import io.drover.schemas.Kinds;
import io.drover.service.state.StateDatabase;
import io.drover.service.target.DatabaseEntry;
import io.drover.service.target.DatabaseRegistry;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What happened on a database in the half hour before something began to be wrong with it: the
 * newest restore or migration, or deployment of something that uses it, or a backup that still ran.
 * Nothing that began later than the trouble is named; that it led to it is likely, not proven.
 */
public final class ProbableCauses implements CauseFinder {
  private static final Duration BEFORE = Duration.ofMinutes(30);
  private static final Duration LONGEST_OPERATION = Duration.ofDays(1);
  private static final String OPERATION =
      """
      SELECT kind, operation_id, database, state, terminal, coalesce(requested_by, '') AS requested_by, started_at,
        CASE WHEN terminal THEN changed_at ELSE started_at END AS at
      FROM operations
      WHERE database = ANY (?::text[]) AND first_at > ? AND first_at <= ? AND started_at <= ?
        AND (kind IN ('restore', 'migrate') AND (NOT terminal OR changed_at >= ?)
          OR kind = 'backup' AND (NOT terminal OR changed_at >= ?))
        AND coalesce(result ->> 'mode', '') NOT IN ('STATUS', 'PLAN')
      ORDER BY kind = 'backup', started_at DESC, operation_id LIMIT 1
      """;
  private static final String DEPLOYMENT =
      """
      SELECT database, name, version, requested_by, observed_at AS at FROM deployments
      WHERE database = ANY (?::text[]) AND observed_at >= ? AND observed_at <= ?
      ORDER BY observed_at DESC, "offset" DESC LIMIT 1
      """;

  private final StateDatabase state;
  private final DatabaseRegistry registry;

  /** Reads the projection. */
  public ProbableCauses(StateDatabase state, DatabaseRegistry registry) {
    this.state = state;
    this.registry = registry;
  }

  /** A candidate; what weighs less counts only when there is nothing else. */
  private record Found(Cause cause, Instant at, boolean light) {}

  @Override
  public @Nullable Cause find(Condition condition, Instant since) throws SQLException {
    List<String> databases = databases(condition.about());
    if (databases.isEmpty() || !condition.members().isEmpty()) {
      return null;
    }
    List<Found> operations =
        Query.list(
            state,
            OPERATION,
            row -> operation(row, since),
            databases,
            since.minus(LONGEST_OPERATION),
            since,
            since,
            since.minus(BEFORE),
            since.minus(Ages.SKEW));
    List<Found> deployments =
        Query.list(
            state,
            DEPLOYMENT,
            row -> deployment(row, since),
            databases,
            since.minus(BEFORE),
            since);
    return Stream.concat(operations.stream(), deployments.stream())
        .max(Comparator.comparing((Found each) -> !each.light()).thenComparing(Found::at))
        .map(Found::cause)
        .orElse(null);
  }

  private List<String> databases(About about) {
    if (!about.database().isEmpty()) {
      return List.of(about.database());
    }
    return registry.all().stream()
        .filter(each -> !about.server().isEmpty() && each.server().name().equals(about.server()))
        .map(DatabaseEntry::name)
        .toList();
  }

  private static Found operation(ResultSet row, Instant since) throws SQLException {
    String kind = row.getString("kind");
    String id = row.getString("operation_id");
    Instant at = row.getObject("at", OffsetDateTime.class).toInstant();
    String who = row.getString("requested_by");
    String what =
        "Probably the "
            + (kind.equals(Kinds.MIGRATE) ? "migration " : kind + " ")
            + id
            + " of "
            + row.getString("database")
            + (who.isEmpty() ? "," : ", asked for by " + who + ",");
    String sentence =
        row.getBoolean("terminal")
            ? what + " which " + row.getString("state") + before(at, since)
            : what + " which began" + before(at, since) + " and ran on";
    return new Found(new Cause(sentence + ".", kind, id), at, kind.equals(Kinds.BACKUP));
  }

  private static Found deployment(ResultSet row, Instant since) throws SQLException {
    Instant at = row.getObject("at", OffsetDateTime.class).toInstant();
    String version = row.getString("version");
    String who = row.getString("requested_by");
    String sentence =
        "Probably "
            + row.getString("name")
            + (version.isEmpty() ? "" : " " + version)
            + ", which uses "
            + row.getString("database")
            + " and was deployed"
            + (who.isEmpty() ? "" : " by " + who)
            + before(at, since);
    return new Found(new Cause(sentence + ".", null, null), at, false);
  }

  private static String before(Instant at, Instant since) {
    Duration time = Ages.of(at, since);
    return time.compareTo(Ages.SKEW) < 0 ? " right before" : " " + Ages.words(time) + " before";
  }
}
