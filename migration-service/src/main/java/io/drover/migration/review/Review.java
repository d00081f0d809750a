package io.drover.migration.review;

import io.drover.migration.review.parser.SqlParser;
import io.drover.schemas.FailureCode;
import io.drover.service.operation.OperationFailure;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Looks at scripts before they run. Immutable and thread-safe; opens no connection, so what it says
 * of tables that were there before the scripts rests on the scripts alone.
 */
public final class Review {
  private final SqlParser parser;
  private final int server;
  private final boolean lockTimeoutGiven;
  private final Map<String, Severity> severities;

  private Review(
      SqlParser parser, int server, boolean lockTimeoutGiven, Map<String, Severity> severities) {
    this.parser = parser;
    this.server = server;
    this.lockTimeoutGiven = lockTimeoutGiven;
    this.severities = Map.copyOf(severities);
  }

  /**
   * A review for one database.
   *
   * @param server major version of its server, as 17
   * @param lockTimeoutGiven whether each session that runs scripts has a lock timeout
   * @param severities of rules whose severity is not the usual, by id
   * @throws OperationFailure {@code INVALID_REQUEST} there is no such rule
   */
  public static Review of(
      SqlParser parser, int server, boolean lockTimeoutGiven, Map<String, Severity> severities)
      throws OperationFailure {
    Set<String> unknown = new TreeSet<>(severities.keySet());
    unknown.removeAll(Rules.ids());
    if (!unknown.isEmpty()) {
      throw OperationFailure.of(
          FailureCode.INVALID_REQUEST,
          "There is no rule " + String.join(", ", unknown) + " for migrations.",
          "Name one of these: " + String.join(", ", Rules.ids()) + ".");
    }
    return new Review(parser, server, lockTimeoutGiven, severities);
  }

  /**
   * Findings on scripts that are to run in this order. A script that cannot be read has a finding
   * that says so.
   */
  public ReviewResult of(List<Script> scripts) {
    return parser.reading(
        reader -> {
          ReviewRun run = new ReviewRun(reader, server, lockTimeoutGiven, severities);
          scripts.forEach(run::script);
          return run.result();
        });
  }
}
