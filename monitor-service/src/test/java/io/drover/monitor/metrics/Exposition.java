package io.drover.monitor.metrics;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an endpoint answers to Prometheus (prometheus.io, "Text-based format"), read strictly.
 *
 * @param problems what is wrong in it, one sentence each
 */
record Exposition(Map<String, Metric> metrics, List<String> problems) {
  private static final Pattern COMMENT = Pattern.compile("# (HELP|TYPE) ([a-zA-Z_:][\\w:]*) (.+)");
  private static final Pattern SAMPLE =
      Pattern.compile(
          "([a-zA-Z_:][\\w:]*)(?:\\{((?:[a-zA-Z_]\\w*=\"(?:[^\"\\\\]|\\\\[\\\\n"
              + "\"])*\",?)*)})? (\\S+)");
  private static final Pattern LABEL =
      Pattern.compile("([a-zA-Z_]\\w*)=\"((?:[^\"\\\\]|\\\\[\\\\n\"])*)\"");
  private static final Pattern PART = Pattern.compile("_(bucket|count|sum)$");

  /** One metric: its type, its help, and its samples by name and labels. */
  record Metric(String type, String help, Map<String, Double> samples, Set<String> labels) {}

  static Exposition read(String text) {
    Reader reader = new Reader();
    text.lines().filter(line -> !line.isBlank()).forEach(reader::line);
    return new Exposition(reader.metrics, reader.problems);
  }

  /** The value of a sample as it stands in the text. */
  double value(String sample) {
    Double value = metric(sample.replaceFirst("\\{.*", "")).samples().get(sample);
    if (value == null) {
      throw new AssertionError("There is no " + sample + ".");
    }
    return value;
  }

  /** The metric that a name in an expression belongs to. */
  Metric metric(String name) {
    Metric metric = metrics.getOrDefault(name, metrics.get(PART.matcher(name).replaceFirst("")));
    if (metric == null) {
      throw new AssertionError("There is no metric " + name + ".");
    }
    return metric;
  }

  private static final class Reader {
    private final Map<String, Metric> metrics = new LinkedHashMap<>();
    private final Map<String, String> helps = new LinkedHashMap<>();
    private final List<String> problems = new ArrayList<>();
    private String current = "";

    private void line(String line) {
      Matcher comment = COMMENT.matcher(line);
      Matcher sample = SAMPLE.matcher(line);
      if (comment.matches()) {
        comment(comment.group(1), comment.group(2), comment.group(3));
      } else if (sample.matches()) {
        sample(line, sample);
      } else {
        problems.add("no line of the format, or one with a timestamp: " + line);
      }
    }

    private void comment(String what, String name, String text) {
      if (what.equals("HELP")) {
        helps.put(name, text);
        return;
      }
      if (metrics.containsKey(name)) {
        problems.add(name + " is declared twice");
      }
      current = name;
      metrics.put(
          name,
          new Metric(text, helps.getOrDefault(name, ""), new LinkedHashMap<>(), new TreeSet<>()));
    }

    private void sample(String line, Matcher sample) {
      Metric metric = metrics.get(current);
      if (metric == null || !belongs(sample.group(1), metric.type())) {
        problems.add("a sample without the TYPE of its metric before it: " + line);
        return;
      }
      String labels = sample.group(2) == null ? "" : sample.group(2);
      LABEL.matcher(labels).results().forEach(each -> metric.labels().add(each.group(1)));
      String key = line.substring(0, line.length() - sample.group(3).length() - 1);
      if (metric.samples().put(key, number(sample.group(3))) != null) {
        problems.add("a sample that comes twice: " + key);
      }
    }

    private boolean belongs(String name, String type) {
      boolean parts = type.equals("histogram") || type.equals("summary");
      return name.equals(current) || (parts && PART.matcher(name).replaceFirst("").equals(current));
    }

    private static double number(String text) {
      return switch (text) {
        case "+Inf" -> Double.POSITIVE_INFINITY;
        case "-Inf" -> Double.NEGATIVE_INFINITY;
        default -> Double.parseDouble(text);
      };
    }
  }
}
