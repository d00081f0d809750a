package io.drover.migration.review;

import io.drover.migration.flyway.ScriptReader;
import io.drover.migration.review.parser.SqlParser;
import io.drover.service.operation.OperationFailure;
import java.io.Reader;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.Configuration;
import org.flywaydb.core.api.resource.LoadableResource;

/** Scripts from text, split by Flyway's own parser, and reviews of them. */
final class Scripts {
  static final SqlParser PARSER = SqlParser.find("");

  /** Ends a script in a text of several. */
  static final String NEXT = "-- next script\n";

  private Scripts() {}

  static List<Script> of(String text) throws OperationFailure {
    List<Script> scripts = new ArrayList<>();
    for (String one : text.split(NEXT)) {
      scripts.add(read("V" + (scripts.size() + 1) + "__test.sql", one));
    }
    return scripts;
  }

  static Script read(String name, String text) throws OperationFailure {
    return read(name, text, Flyway.configure().load().getConfiguration());
  }

  static Script read(String name, String text, Configuration configuration)
      throws OperationFailure {
    return new ScriptReader(configuration, Map.of()).read(new Text(name, text));
  }

  static List<Finding> review(String text) throws OperationFailure {
    return review(text, 17);
  }

  static List<Finding> review(String text, int server) throws OperationFailure {
    return Review.of(PARSER, server, false, Map.of()).of(of(text)).findings();
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

  private static final class Text extends LoadableResource {
    private final String name;
    private final String text;

    Text(String name, String text) {
      this.name = name;
      this.text = text;
    }

    @Override
    public Reader read() {
      return new StringReader(text);
    }

    @Override
    public String getAbsolutePath() {
      return name;
    }

    @Override
    public String getAbsolutePathOnDisk() {
      return name;
    }

    @Override
    public String getFilename() {
      return name;
    }

    @Override
    public String getRelativePath() {
      return name;
    }
  }
}
