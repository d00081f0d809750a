package io.drover.monitor.page;

import io.drover.monitor.request.RefusedException;
import io.drover.monitor.web.DatabaseView;
import io.drover.monitor.web.Filters;
import io.drover.monitor.web.Show;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which databases are asked for, and in which order; empty texts ask for nothing in particular.
 *
 * @param q part of the name, the message or a label
 * @param status a status, or attention for all that are not well
 * @param label key=value
 * @param sort name, health, backup, verdict, migrations, size or alerts
 * @param page from 1
 */
public record HerdQuery(
    String q, String status, String server, String label, String sort, int page) {
  /** Rows of a page. */
  public static final int ROWS = 50;

  private static final Set<String> NAMES =
      Set.of("q", "status", "server", "label", "sort", "page", "next");
  private static final List<String> SORTS =
      List.of("name", "health", "backup", "verdict", "migrations", "size", "alerts");
  private static final Comparator<DatabaseView> BY_NAME = Comparator.comparing(DatabaseView::name);

  /** What may be asked for as a status. */
  public static List<String> statuses() {
    return Stream.concat(Stream.of("attention"), DatabaseView.WORST_FIRST.stream()).toList();
  }

  /**
   * What the parameters of an address ask for.
   *
   * @throws RefusedException one of them means nothing
   */
  static HerdQuery of(Map<String, String> given) throws RefusedException {
    Filters.only(given.keySet(), NAMES);
    HerdQuery query =
        new HerdQuery(
            given.getOrDefault("q", ""),
            given.getOrDefault("status", ""),
            given.getOrDefault("server", ""),
            given.getOrDefault("label", ""),
            given.getOrDefault("sort", ""),
            page(given.getOrDefault("page", "1")));
    Filters.one("status", query.status(), statuses());
    Filters.one("sort", query.sort(), SORTS);
    return query;
  }

  private static int page(String number) throws RefusedException {
    if (!number.matches("[1-9][0-9]{0,3}")) {
      throw RefusedException.invalid("page cannot be " + number + ".", "page is from 1 to 9999.");
    }
    return Integer.parseInt(number);
  }

  /**
   * Passes where server and label are ones of the herd.
   *
   * @throws RefusedException one of them is not
   */
  void check(List<String> servers, List<String> labels) throws RefusedException {
    Filters.one("server", server, servers);
    Filters.one("label", label, labels);
  }

  /** Whether the database is asked for. */
  boolean admits(DatabaseView database) {
    return matchesStatus(database)
        && (server.isEmpty() || server.equals(database.server()))
        && (label.isEmpty() || labels(database).contains(label))
        && matchesText(database);
  }

  private boolean matchesStatus(DatabaseView database) {
    return status.isEmpty()
        || (status.equals("attention")
            ? !List.of("ok", "busy").contains(database.status()) || database.openAlerts() > 0
            : status.equals(database.status()));
  }

  private boolean matchesText(DatabaseView database) {
    String wanted = q.toLowerCase(Locale.ROOT).strip();
    return wanted.isEmpty()
        || database.name().toLowerCase(Locale.ROOT).contains(wanted)
        || database.message().toLowerCase(Locale.ROOT).contains(wanted)
        || labels(database).stream().anyMatch(one -> one.toLowerCase(Locale.ROOT).contains(wanted));
  }

  static List<String> labels(DatabaseView database) {
    return database.labels().entrySet().stream()
        .map(one -> one.getKey() + "=" + one.getValue())
        .sorted()
        .toList();
  }

  Comparator<DatabaseView> order() {
    Comparator<DatabaseView> first =
        switch (sort) {
          case "name" -> BY_NAME;
          case "backup" -> Comparator.comparing(DatabaseView::newestBackupAt, oldest());
          case "verdict" -> Comparator.comparing(DatabaseView::verdictAt, oldest());
          case "migrations" -> Comparator.comparing(DatabaseView::pendingMigrations, greatest());
          case "size" -> Comparator.comparing(DatabaseView::sizeBytes, greatest());
          case "alerts" -> Comparator.comparing(DatabaseView::openAlerts, greatest());
          default ->
              Comparator.<DatabaseView>comparingInt(
                      one -> DatabaseView.WORST_FIRST.indexOf(one.status()))
                  .thenComparing(one -> one.underWay().isEmpty());
        };
    return first.thenComparing(BY_NAME);
  }

  private static Comparator<Instant> oldest() {
    return Comparator.nullsFirst(Comparator.naturalOrder());
  }

  private static <T extends Comparable<T>> Comparator<T> greatest() {
    return Comparator.nullsLast(Comparator.reverseOrder());
  }

  /** Whether anything is left out. */
  public boolean filtered() {
    return !(q + status + server + label).isEmpty();
  }

  /** The same, in another order, from the first page. */
  public HerdQuery sortedBy(String other) {
    return new HerdQuery(q, status, server, label, other, 1);
  }

  /** The same, of another page. */
  public HerdQuery at(int other) {
    return new HerdQuery(q, status, server, label, sort, other);
  }

  /** What stands behind the question mark of an address that asks for this. */
  public String text() {
    Map<String, String> values = new LinkedHashMap<>();
    values.put("q", q);
    values.put("status", status);
    values.put("server", server);
    values.put("label", label);
    values.put("sort", sort);
    values.put("page", page > 1 ? String.valueOf(page) : "");
    return values.entrySet().stream()
        .filter(one -> !one.getValue().isEmpty())
        .map(one -> one.getKey() + "=" + Show.encoded(one.getValue()))
        .collect(Collectors.joining("&", "?", ""));
  }
}
