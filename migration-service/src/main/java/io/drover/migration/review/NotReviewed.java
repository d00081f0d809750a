package io.drover.migration.review;

import io.drover.migration.review.parser.Reading;
import java.util.regex.Pattern;

/** What is said of statements that nobody looked at. */
final class NotReviewed {
  static final Rule RULE =
      new Rule(
          "NOT_REVIEWED",
          Severity.WARN,
          "A statement could not be read, so no rule looked at it.",
          null,
          "Let a person read it and suppress the finding with the reason; install libpg_query where"
              + " it is missing.");

  private static final Pattern PLAIN =
      Pattern.compile("[^\"]*(?: at or near \"(?:[A-Za-z_]\\w*|[^\\w\\s'\"$/]{1,2})\")?");

  private NotReviewed() {}

  static ReviewRun.Advice of(Reading.NotUnderstood reading, int version) {
    String grammar = version == 0 ? "" : " of PostgreSQL " + version / 10_000;
    return new ReviewRun.Advice(
        "The grammar%s that reviews go by does not read it: %s. A newer server may still run it."
            .formatted(grammar, withoutConstant(reading.message())),
        "Correct the statement, or have it read by a person and write before it:"
            + " -- drover:allow NOT_REVIEWED because …");
  }

  static ReviewRun.Advice of(Reading.NoParser reading, int statements) {
    return new ReviewRun.Advice(
        "None of the script's %d statement(s) was reviewed, as there is no parser: %s."
            .formatted(statements, reading.reason()),
        "apt-get install -y libpg-query-dev (or set DROVER_PG_QUERY to the path of libpg_query.so),"
            + " and restart the service");
  }

  /** The parser quotes what it stumbled over; only a word or an operator is surely no secret. */
  private static String withoutConstant(String message) {
    return PLAIN.matcher(message).matches()
        ? message
        : message.replaceFirst("(?s) at or near \".*", " at a constant or comment");
  }
}
