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
 * of tables that were there before the scripts rests on the scripts and the catalogue that it is
 * given.
 */
public final class Review {
  private final SqlParser parser;
  private final Catalogue catalogue;
  private final boolean lockTimeoutGiven;
  private final Map<String, Severity> severities;

  private Review(
      SqlParser parser,
      Catalogue catalogue,
      boolean lockTimeoutGiven,
      Map<String, Severity> severities) {
    this.parser = parser;
    this.catalogue = catalogue;
    this.lockTimeoutGiven = lockTimeoutGiven;
    this.severities = Map.copyOf(severities);
  }

  /**
   * A review for one database.
   *
   * @param catalogue what the database says of itself
   * @param lockTimeoutGiven whether each session that runs scripts has a lock timeout
   * @param severities of rules whose severity is not the usual, by id
   * @throws OperationFailure {@code INVALID_REQUEST} there is no such rule
   */
  public static Review of(
      SqlParser parser,
      Catalogue catalogue,
      boolean lockTimeoutGiven,
      Map<String, Severity> severities)
      throws OperationFailure {
    Set<String> unknown = new TreeSet<>(severities.keySet());
    unknown.removeAll(Rules.ids());
    if (!unknown.isEmpty()) {
      throw OperationFailure.of(
          FailureCode.INVALID_REQUEST,
          "There is no rule " + String.join(", ", unknown) + " for migrations.",
          "Name one of these: " + String.join(", ", Rules.ids()) + ".");
    }
    return new Review(parser, catalogue, lockTimeoutGiven, severities);
  }

  /**
   * Findings on scripts that are to run in this order. A script that cannot be read has a finding
   * that says so.
   */
  public ReviewResult of(List<Script> scripts) {
    return parser.reading(
        reader -> {
          ReviewRun run = new ReviewRun(reader, catalogue, lockTimeoutGiven, severities);
          scripts.forEach(run::script);
          return run.result();
        });
  }
}
