package io.drover.system.checker;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.avro.generic.GenericRecord;

/**
 * The monitor's tables are the fold of the topics up to the offsets that stand beside them: made
 * here once more, of the records alone.
 */
final class TrueProjection implements Invariant {
  private static final Map<String, String> STATES =
      Map.of(
          "OperationAccepted", "accepted",
          "OperationApproved", "accepted",
          "OperationWaiting", "waiting",
          "OperationStarted", "running",
          "OperationFailed", "failed",
          "OperationRejected", "rejected",
          "OperationCancelled", "cancelled");

  @Override
  public List<String> violations(Evidence evidence) throws Exception {
    Scene.Watch watch = evidence.scene().watch();
    if (watch == null) {
      return List.of();
    }
    Watching tables = new Watching(watch);
    Map<String, Long> next = new HashMap<>();
    for (String row : tables.rows("SELECT topic, partition, next_offset FROM projection_offsets")) {
      String[] words = row.split(" ", -1);
      next.put(words[0] + "-" + words[1], Long.valueOf(words[2]));
    }
    Fold fold = new Fold(evidence, next);
    List<String> found = new ArrayList<>();
    compare("operation_facts", fold.places("operation-events"), tables.rows(Fold.FACTS), found);
    compare(
        "operations",
        fold.operations(),
        tables.rows(
            "SELECT kind, operation_id, state, sequence FROM operations WHERE sequence > 0"),
        found);
    compare(
        "alerts",
        fold.latest("alerts", "state"),
        tables.rows("SELECT alert_id, state FROM alerts"),
        found);
    compare(
        "backups",
        fold.latest("backups", "database"),
        tables.rows("SELECT backup_id, database FROM backups"),
        found);
    compare(
        "service_instances",
        fold.latest("service-health", "status"),
        tables.rows("SELECT instance, status FROM service_instances"),
        found);
    compare(
        "database_health",
        fold.databases(),
        tables.rows("SELECT DISTINCT database FROM database_health"),
        found);
    compare(
        "dead_letters",
        Set.of(String.valueOf(fold.of("dead-letters").count())),
        tables.rows("SELECT coalesce(sum(count), 0) FROM dead_letters"),
        found);
    return found;
  }

  private static void compare(
      String table, Set<String> folded, Set<String> rows, List<String> found) {
    Set<String> missing = new TreeSet<>(folded);
    missing.removeAll(rows);
    Set<String> more = new TreeSet<>(rows);
    more.removeAll(folded);
    if (!missing.isEmpty() || !more.isEmpty()) {
      found.add("the table " + table + " lacks " + missing + " and has " + more + " of nothing");
    }
  }

  /** The records that the tables tell to hold. */
  private record Fold(Evidence evidence, Map<String, Long> next) {
    static final String FACTS = "SELECT partition, \"offset\" FROM operation_facts";

    Stream<RawRecord> of(String topic) {
      return evidence.topic(topic).stream()
          .filter(each -> each.offset() < next.getOrDefault(topic + "-" + each.partition(), 0L));
    }

    Set<String> places(String topic) {
      Set<String> places = new TreeSet<>();
      of(topic).forEach(each -> places.add(each.partition() + " " + each.offset()));
      return places;
    }

    /** By its numbers, not by its place. */
    Set<String> operations() {
      Map<String, Fact> newest = new TreeMap<>();
      of("operation-events")
          .forEach(
              each ->
                  evidence
                      .avro()
                      .decode(each.body())
                      .map(body -> new Fact(each, body))
                      .filter(fact -> fact.sequence() > 0)
                      .ifPresent(
                          fact ->
                              newest.merge(
                                  fact.kind() + " " + fact.operationId(),
                                  fact,
                                  (a, b) -> a.sequence() < b.sequence() ? b : a)));
      Set<String> operations = new TreeSet<>();
      newest.forEach(
          (key, fact) ->
              operations.add(
                  key
                      + " "
                      + STATES.getOrDefault(fact.type(), "succeeded")
                      + " "
                      + fact.sequence()));
      return operations;
    }

    /** The newest record of each key, by a field of it. */
    Set<String> latest(String topic, String field) {
      Map<String, String> newest = new TreeMap<>();
      of(topic)
          .forEach(
              each -> {
                if (each.value() == null) {
                  newest.remove(each.keyText());
                } else {
                  evidence
                      .avro()
                      .decode(each.body())
                      .ifPresent(body -> newest.put(each.keyText(), text(body, field)));
                }
              });
      Set<String> rows = new TreeSet<>();
      newest.forEach((key, value) -> rows.add(key + " " + value));
      return rows;
    }

    Set<String> databases() {
      Set<String> databases = new TreeSet<>();
      of("database-health")
          .forEach(
              each ->
                  evidence
                      .avro()
                      .decode(each.body())
                      .filter(body -> body.getSchema().getName().equals("DatabaseHealth"))
                      .ifPresent(body -> databases.add(text(body, "database"))));
      return databases;
    }

    private static String text(GenericRecord body, String field) {
      return String.valueOf(body.get(field));
    }
  }
}
