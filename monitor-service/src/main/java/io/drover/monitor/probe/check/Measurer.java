package io.drover.monitor.probe.check;

import io.drover.service.target.CheckName;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Makes values of the rows of one server's checks, look by look. Not thread-safe. */
final class Measurer {
  private static final int MOST_LINES = 5;

  /** One event in the first seconds after a start is not many a minute. */
  private static final Duration LEAST_TIME = Duration.ofMinutes(1);

  private final Clock clock;
  private final Counters counters = new Counters();
  private final Map<Lasting, Instant> firstSeen = new HashMap<>();

  private record Lasting(CheckName check, String what) {}

  Measurer(Clock clock) {
    this.clock = clock;
  }

  /**
   * Values by database.
   *
   * @param databases those that are asked for; each has a value in the answer
   */
  Map<String, Measurement> each(CheckDefinition check, List<Row> rows, Set<String> databases) {
    Map<String, List<Row>> byDatabase =
        rows.stream()
            .filter(row -> databases.contains(row.database()))
            .collect(Collectors.groupingBy(row -> Objects.requireNonNull(row.database())));
    Map<String, Measurement> values = new HashMap<>();
    for (String database : databases) {
      values.put(database, measure(check, byDatabase.getOrDefault(database, List.of())));
    }
    counters.keep(check.name(), databases);
    return values;
  }

  /** The one value of all rows. */
  Measurement measure(CheckDefinition check, List<Row> rows) {
    if (!rows.isEmpty() && rows.getFirst().skipped() != null) {
      return new Measurement.Skipped(String.valueOf(rows.getFirst().skipped()), "");
    }
    List<Row> visible = rows.stream().filter(row -> row.value() != null).toList();
    Measurement.Hidden hidden = hidden(rows);
    if (visible.isEmpty() && hidden != null) {
      return hidden;
    }
    return switch (check.reading()) {
      case Reading.Worst _ ->
          value(visible.isEmpty() ? 0 : number(visible.getFirst()), visible, hidden);
      case Reading.Lasting _ -> lasting(check, visible);
      case Reading.PerMinute rate -> visible.isEmpty() ? absent() : rate(check, rate, visible);
      case Reading.Ratio ratio -> visible.isEmpty() ? absent() : ratio(check, ratio, visible);
    };
  }

  private Measurement lasting(CheckDefinition check, List<Row> rows) {
    Instant now = clock.instant();
    Map<Lasting, Row> there = new HashMap<>();
    rows.forEach(row -> there.put(new Lasting(check.name(), String.valueOf(row.remedy())), row));
    firstSeen.keySet().removeIf(one -> one.check() == check.name() && !there.containsKey(one));
    there.keySet().forEach(one -> firstSeen.putIfAbsent(one, now));
    List<Lasting> longestFirst = new ArrayList<>(there.keySet());
    longestFirst.sort(
        Comparator.comparing((Lasting one) -> firstSeen.getOrDefault(one, now))
            .thenComparing(Lasting::what));
    if (longestFirst.isEmpty()) {
      return value(0, List.of(), null);
    }
    Instant first = firstSeen.getOrDefault(longestFirst.getFirst(), now);
    List<Row> sorted = longestFirst.stream().map(there::get).map(Objects::requireNonNull).toList();
    // At the first look it may have lasted a moment or a year.
    return value(Math.max(1e-3, seconds(first, now)), sorted, null);
  }

  private Measurement rate(CheckDefinition check, Reading.PerMinute rate, List<Row> rows) {
    var growth = counters.growth(check.name(), rows.getFirst(), clock.instant(), rate.window());
    if (growth == null) {
      return new Measurement.Skipped("It is told from the second look on.", "");
    }
    double millis = Math.max(LEAST_TIME.toMillis(), growth.time().toMillis());
    return value(growth.value() * Duration.ofMinutes(1).toMillis() / millis, rows, null);
  }

  private Measurement ratio(CheckDefinition check, Reading.Ratio ratio, List<Row> rows) {
    var growth = counters.growth(check.name(), rows.getFirst(), clock.instant(), ratio.window());
    if (growth == null) {
      return new Measurement.Skipped("It is told from the second look on.", "");
    }
    return growth.whole() < ratio.least()
        ? new Measurement.Skipped("Too little has happened lately to tell.", "")
        : value(100 * growth.value() / growth.whole(), rows, null);
  }

  private static Measurement absent() {
    return new Measurement.Skipped("PostgreSQL has counted nothing yet.", "");
  }

  private static Measurement.@Nullable Hidden hidden(List<Row> rows) {
    return rows.stream()
        .filter(row -> row.value() == null)
        .findFirst()
        .map(row -> new Measurement.Hidden(Objects.requireNonNullElse(row.remedy(), "")))
        .orElse(null);
  }

  private static Measurement value(
      double value, List<Row> rows, Measurement.@Nullable Hidden hidden) {
    List<String> lines =
        rows.stream()
            .map(Row::line)
            .filter(Objects::nonNull)
            .limit(MOST_LINES)
            .map(line -> Words.line(Objects.requireNonNull(line)))
            .toList();
    String remedy = rows.isEmpty() ? null : rows.getFirst().remedy();
    return new Measurement.Value(value, lines, remedy == null ? "" : remedy, hidden);
  }

  private static double number(Row row) {
    return Objects.requireNonNull(row.value());
  }

  private static double seconds(Instant from, Instant to) {
    return Duration.between(from, to).toMillis() / 1e3;
  }
}
