package io.drover.system.checker;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What the newest change of a database's migrations tells is what its history holds: every script
 * once after an apply, those that were not undone after a rollback, no failed one after a repair,
 * where a history begins one mark, and what a backup held where it took the database's place.
 */
final class TrueMigrations implements Invariant {
  private static final String BEGINNING = "BASELINE ";

  @Override
  public List<String> violations(Evidence evidence) throws Exception {
    Databases databases = new Databases(evidence.scene());
    List<String> found = new ArrayList<>();
    for (Map.Entry<String, Fact> each : newest(evidence).entrySet()) {
      List<String> history = History.of(databases, each.getKey());
      Optional<List<String>> expected = expected(evidence, each.getValue(), history);
      if (expected.isPresent() && !history.equals(expected.get())) {
        found.add(
            each.getValue().operation()
                + " succeeded, the history of "
                + each.getKey()
                + " is "
                + history
                + " and should be "
                + expected.get());
      }
    }
    return found;
  }

  /** The newest successful change of each database, by its physical name. */
  static Map<String, Fact> newest(Evidence evidence) {
    Map<String, Fact> newest = new TreeMap<>();
    for (Fact end : evidence.ends().values()) {
      if (end.type().equals("MigrationSucceeded") && changes(end)) {
        target(evidence, end).ifPresent(name -> newest.merge(name, end, TrueMigrations::later));
      }
    }
    return newest;
  }

  private static boolean changes(Fact end) {
    return !List.of("STATUS", "PLAN", "REHEARSE").contains(end.text("mode"))
        && !end.text("dryRun").equals("true");
  }

  /** What one database is told of lies in one partition. */
  private static Fact later(Fact one, Fact other) {
    return one.record().offset() > other.record().offset() ? one : other;
  }

  private static Optional<String> target(Evidence evidence, Fact end) {
    String named = request(evidence, end, "targetName");
    return named.isEmpty()
        ? Optional.ofNullable(
            evidence.scene().databases().get(end.header().get("database").toString()))
        : Optional.of(named);
  }

  private static String request(Evidence evidence, Fact end, String field) {
    List<Request> requests = evidence.requests().getOrDefault(end.operation(), List.of());
    return requests.isEmpty() ? "" : requests.getFirst().text(field);
  }

  private static Optional<List<String>> expected(Evidence evidence, Fact end, List<String> history)
      throws Exception {
    Map<Integer, String> scripts = new LinkedHashMap<>(Scripts.of(evidence.scene(), end));
    return switch (end.text("mode")) {
      case "APPLY", "RESTORE" -> Optional.of(after(scripts));
      case "ADOPT", "BASELINE" -> Optional.of(List.of(BEGINNING + end.text("currentVersion")));
      case "REPAIR" ->
          Optional.of(history.stream().filter(row -> !row.endsWith(" failed")).toList());
      case "ROLLBACK" -> {
        if (!end.text("restoredBackupId").equals("null")) {
          yield Optional.of(List.of());
        }
        int kept = Integer.parseInt(request(evidence, end, "version"));
        scripts.keySet().removeIf(version -> version > kept);
        yield Optional.of(after(scripts));
      }
      default -> Optional.empty();
    };
  }

  /** A database that had contents first begins with a mark. */
  private static List<String> after(Map<Integer, String> scripts) {
    List<String> expected = new ArrayList<>(scripts.values());
    if (!scripts.containsKey(1)) {
      expected.addFirst(BEGINNING + "1");
    }
    return expected;
  }
}
