package io.drover.monitor.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What {@code promtool check metrics} asks of names and texts (prometheus.io, "Metric and label
 * naming"), in our own words.
 */
final class Conventions {
  private static final Pattern OTHER_UNITS =
      Pattern.compile(
          "_(millis|milliseconds|ms|us|ns|minutes|hours|days|kilobytes|megabytes|kb|mb|percent)(_|$)");
  private static final Pattern CAMEL = Pattern.compile("[a-z][A-Z]");

  private Conventions() {}

  /** What is wrong, one sentence each. */
  static List<String> problems(Exposition exposition) {
    List<String> problems = new ArrayList<>(exposition.problems());
    exposition.metrics().forEach((name, metric) -> check(name, metric, problems));
    return problems;
  }

  private static void check(String name, Exposition.Metric metric, List<String> problems) {
    boolean distribution = metric.type().equals("histogram") || metric.type().equals("summary");
    Map.of(
            "has no HELP", metric.help().isBlank(),
            "is a counter without _total",
                metric.type().equals("counter") && !name.endsWith("_total"),
            "ends with _total and is no counter",
                !metric.type().equals("counter") && name.endsWith("_total"),
            "ends like a part of a histogram",
                !distribution && name.matches(".*_(count|sum|bucket)"),
            "is not in a base unit", OTHER_UNITS.matcher(name).find(),
            "is in camel case", CAMEL.matcher(name).find(),
            "names its type", name.matches(".*_(gauge|counter|histogram|summary)(_.*)?"),
            "has no sample", metric.samples().isEmpty())
        .forEach(
            (problem, there) -> {
              if (there) {
                problems.add(name + " " + problem);
              }
            });
  }
}
