package io.drover.system.checker;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * No statement of a script ran twice, by what scripts leave in a table without a key: the number of
 * their version, and negated when they were undone. What an undone script had made is gone, and
 * what an applied one made is there.
 */
final class ScriptsOnce implements Invariant {
  private static final String TRACES = "loyalty";

  @Override
  public List<String> violations(Evidence evidence) throws Exception {
    Databases databases = new Databases(evidence.scene());
    List<String> found = new ArrayList<>();
    for (Map.Entry<String, Fact> each : TrueMigrations.newest(evidence).entrySet()) {
      String database = each.getKey();
      List<Integer> ran = ran(databases, database);
      if (new TreeSet<>(ran).size() != ran.size()) {
        found.add("a script ran twice in " + database + ": " + ran);
      }
      List<Integer> applied = applied(databases, database);
      if (!ran.containsAll(applied)) {
        found.add(database + " has the history " + applied + ", and there ran " + ran);
      }
      List<String> made =
          databases.column(database, "SELECT relname FROM pg_class WHERE relname ~ '^made_by_'");
      for (int version : ran) {
        String table = "made_by_" + Math.abs(version);
        if (version < 0 && made.contains(table)) {
          found.add(table + " of " + database + " was undone and is there");
        }
      }
      for (int version : applied) {
        String table = "made_by_" + version;
        if (Scripts.make(evidence.scene(), each.getValue(), version, table)
            && !made.contains(table)) {
          found.add(table + " of " + database + " was applied and is not there");
        }
      }
    }
    return found;
  }

  private static List<Integer> ran(Databases databases, String database) throws SQLException {
    return databases
            .column(database, "SELECT to_regclass('" + TRACES + "') IS NOT NULL")
            .contains("t")
        ? databases.column(database, "SELECT id FROM " + TRACES).stream()
            .map(Integer::valueOf)
            .toList()
        : List.of();
  }

  /** Versions that the history tells to have been run. */
  private static List<Integer> applied(Databases databases, String database) throws SQLException {
    return History.of(databases, database).stream()
        .filter(row -> row.startsWith("V") && !row.endsWith(" failed"))
        .map(Scripts::version)
        .toList();
  }
}
