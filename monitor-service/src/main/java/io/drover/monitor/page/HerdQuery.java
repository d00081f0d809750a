package io.drover.monitor.page;

import io.drover.monitor.web.DatabaseView;
import io.drover.monitor.web.Show;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Which databases are asked for, and in which order; empty texts ask for nothing in particular.
 *
 * @param q part of the name, the message or a label
 * @param status a status, or attention for all that are not ok
 * @param label key=value
 * @param sort name, health, backup, verdict, migrations, size or alerts
 * @param page from 1
 */
public record HerdQuery(
    String q, String status, String server, String label, String sort, int page) {
  /** Rows of a page. */
  public static final int ROWS = 50;

  private static final List<String> WORST_FIRST = List.of("critical", "warning", "unknown", "ok");
  private static final Comparator<DatabaseView> BY_NAME = Comparator.comparing(DatabaseView::name);

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
            ? !database.status().equals("ok") || database.openAlerts() > 0
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
              Comparator.<DatabaseView>comparingInt(one -> WORST_FIRST.indexOf(one.status()))
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
