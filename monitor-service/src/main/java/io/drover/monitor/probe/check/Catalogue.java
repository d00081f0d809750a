package io.drover.monitor.probe.check;

import java.util.List;
import java.util.stream.Stream;

/**
 * All checks that are made by SQL. Two more need none: {@code reachable} and {@code backup-age}.
 */
public final class Catalogue {
  private static final List<CheckDefinition> ALL =
      Stream.of(
              SessionChecks.all(),
              StatisticsChecks.all(),
              ServerChecks.all(),
              TableChecks.all(),
              SchemaChecks.all(),
              IndexChecks.all(),
              BloatChecks.all())
          .flatMap(List::stream)
          .toList();

  private Catalogue() {}

  /** In the order in which they are made and told. */
  public static List<CheckDefinition> all() {
    return ALL;
  }

  /** Those that are made in one of these places. */
  public static List<CheckDefinition> at(Place... places) {
    List<Place> wanted = List.of(places);
    return ALL.stream().filter(one -> wanted.contains(one.place())).toList();
  }
}
