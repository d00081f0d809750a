package io.drover.monitor.web;

import io.drover.monitor.projection.CheckView;
import io.drover.monitor.request.RefusedException;
import io.drover.service.target.CheckName;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What readers may filter by. A word that means nothing is refused: it finds nothing, and that
 * would look like a herd in which nothing is wrong.
 */
public final class Filters {
  /** States of operations, and open for all that have not ended. */
  public static final List<String> STATES =
      List.of(
          "open",
          "accepted",
          "waiting",
          "running",
          "succeeded",
          "failed",
          "cancelled",
          "rejected",
          "refused");

  /** Kinds of operations, and of what is refused without being one. */
  public static final List<String> KINDS =
      List.of("backup", "restore", "verify", "migrate", "maintenance", "fleet", "alert-control");

  static final List<String> SEVERITIES = List.of("critical", "warning");
  static final int MOST = 500;
  private static final int LONGEST = 60;

  private Filters() {}

  /**
   * The value itself; null where it is null or empty, which asks for nothing in particular.
   *
   * @throws RefusedException it is none of these
   */
  public static @Nullable String one(
      String name, @Nullable String value, Collection<String> allowed) throws RefusedException {
    if (value == null || value.isEmpty()) {
      return null;
    }
    if (!allowed.contains(value)) {
      throw RefusedException.invalid(
          name + " cannot be " + brief(value) + ".",
          allowed.isEmpty()
              ? "Leave " + name + " out: there is none to choose."
              : name + " is one of " + String.join(", ", allowed) + ".");
    }
    return value;
  }

  /** Names of checks that there may be a history of: what is checked now, or at other times. */
  public static Set<String> checks(DatabaseView database) {
    Set<String> names = new TreeSet<>(Set.of("status"));
    Stream.of(CheckName.values()).map(CheckName::text).forEach(names::add);
    database.checks().stream().map(CheckView::name).forEach(names::add);
    return names;
  }

  /**
   * The number itself.
   *
   * @throws RefusedException it is not from 1 to most
   */
  static int within(String name, int value, int most) throws RefusedException {
    if (value < 1 || value > most) {
      throw RefusedException.invalid(
          name + " cannot be " + value + ".", name + " is from 1 to " + most + ".");
    }
    return value;
  }

  /**
   * Passes where all parameters are known.
   *
   * @throws RefusedException one is not
   */
  public static void only(Collection<String> given, Set<String> known) throws RefusedException {
    for (String name : given) {
      if (!known.contains(name)) {
        throw RefusedException.invalid(
            "There is no parameter " + brief(name) + " here.",
            known.isEmpty()
                ? "This address takes none."
                : "There are " + String.join(", ", new TreeSet<>(known)) + ".");
      }
    }
  }

  private static String brief(String value) {
    return value.length() <= LONGEST ? value : value.substring(0, LONGEST) + "…";
  }
}
