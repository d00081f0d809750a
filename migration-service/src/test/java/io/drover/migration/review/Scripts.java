package io.drover.migration.review;

import io.drover.migration.flyway.FlywayScripts;
import io.drover.migration.review.parser.SqlParser;
import io.drover.service.operation.OperationFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Scripts from text, split by Flyway, and reviews of them. */
final class Scripts {
  static final SqlParser PARSER = SqlParser.find("");

  /** Ends a script in a text of several. */
  static final String NEXT = "-- next script\n";

  private Scripts() {}

  static List<Script> of(String text) throws OperationFailure {
    List<Script> scripts = new ArrayList<>();
    for (String one : text.split(NEXT, -1)) {
      scripts.add(FlywayScripts.split("V" + (scripts.size() + 1) + "__test.sql", one));
    }
    return scripts;
  }

  static List<Finding> review(String text) throws OperationFailure {
    return review(text, 17);
  }

  static List<Finding> review(String text, int server) throws OperationFailure {
    return review(text, Catalogue.empty(server));
  }

  static List<Finding> review(String text, Catalogue catalogue) throws OperationFailure {
    return Review.of(PARSER, catalogue, false, Map.of()).of(of(text)).findings();
  }

  static List<String> rules(String text) throws OperationFailure {
    return review(text).stream().map(Finding::rule).toList();
  }

  static Finding only(String rule, String text) throws OperationFailure {
    List<Finding> found = review(text).stream().filter(f -> f.rule().equals(rule)).toList();
    if (found.size() != 1) {
      throw new AssertionError(rule + " was found " + found.size() + " times in " + text);
    }
    return found.getFirst();
  }
}
