package io.drover.monitor.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What expressions of PromQL and the texts beside them name that is not in an exposition. */
final class Expressions {
  private static final Pattern METRIC =
      Pattern.compile("\\b((?:drover|jvm|process|http|system|executor)_\\w+)(?:\\{([^}]*)\\})?");
  private static final Pattern MATCHER = Pattern.compile("(\\w+)\\s*(?:=~|!~|!=|=)\\s*\"[^\"]*\"");
  private static final Pattern CLAUSE =
      Pattern.compile("\\b(?:by|on|without|ignoring) \\(([^)]*)\\)");
  private static final Pattern QUOTED = Pattern.compile("\"[^\"]*\"");
  private static final Pattern SHOWN =
      Pattern.compile("\\{\\{\\s*(?:\\$labels\\.)?(\\w+)[^}]*\\}\\}");

  /** Labels that Prometheus itself gives to what it scrapes. */
  private static final Set<String> TARGET = Set.of("instance", "job");

  private final Exposition exposition;
  private final List<String> problems = new ArrayList<>();
  private int checked;

  Expressions(Exposition exposition) {
    this.exposition = exposition;
  }

  /** One sentence each. */
  List<String> problems() {
    return problems;
  }

  /** How many metrics were looked for. */
  int checked() {
    return checked;
  }

  /**
   * Looks for the metrics of an expression and for its labels.
   *
   * @param text what is shown of its result, with labels in double braces
   */
  void check(String expression, String text) {
    Set<String> labels = new TreeSet<>(TARGET);
    Matcher metric = METRIC.matcher(expression);
    while (metric.find()) {
      checked++;
      labels.addAll(selected(metric.group(1), metric.group(2)));
    }
    CLAUSE
        .matcher(QUOTED.matcher(expression).replaceAll("\"\""))
        .results()
        .flatMap(clause -> Pattern.compile(",\\s*").splitAsStream(clause.group(1)))
        .filter(label -> !label.isEmpty() && !labels.contains(label))
        .forEach(label -> problems.add("no metric of " + expression + " has the label " + label));
    SHOWN
        .matcher(text)
        .results()
        .map(shown -> shown.group(1))
        .filter(label -> !labels.contains(label))
        .forEach(label -> problems.add("no metric of " + expression + " has the label " + label));
  }

  private Set<String> selected(String name, @Nullable String matchers) {
    Exposition.Metric found;
    try {
      found = exposition.metric(name);
    } catch (AssertionError missing) {
      problems.add(String.valueOf(missing.getMessage()));
      return Set.of();
    }
    MATCHER
        .matcher(matchers == null ? "" : matchers)
        .results()
        .map(matcher -> matcher.group(1))
        .filter(label -> !found.labels().contains(label) && !TARGET.contains(label))
        .forEach(label -> problems.add(name + " has no label " + label));
    return found.labels();
  }
}
