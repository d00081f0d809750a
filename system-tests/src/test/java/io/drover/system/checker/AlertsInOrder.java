package io.drover.system.checker;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.avro.generic.GenericRecord;

/**
 * Every alert lies in the topic as raised, updated any number of times and resolved, numbered 1, 2,
 * 3 …, and then perhaps as removed; of one condition there is one alert at a time. Alerts that are
 * sure to be went through their states once.
 */
final class AlertsInOrder implements Invariant {
  private static final String REMOVED = "removed";

  @Override
  public List<String> violations(Evidence evidence) {
    Scene.Watch watch = evidence.scene().watch();
    if (watch == null) {
      return List.of();
    }
    List<String> found = new ArrayList<>();
    Map<String, List<Optional<GenericRecord>>> lives = lives(evidence);
    Map<String, List<String>> conditions = new TreeMap<>();
    lives.forEach(
        (id, life) -> {
          life(id, life).ifPresent(found::add);
          life.stream()
              .flatMap(Optional::stream)
              .forEach(
                  each ->
                      conditions
                          .computeIfAbsent(condition(each), key -> new ArrayList<>())
                          .add(each.get("state").toString()));
        });
    overlaps(lives).forEach(found::add);
    watch
        .alerts()
        .forEach(
            (condition, states) -> {
              List<String> told = conditions.getOrDefault(condition, List.of());
              if (!told.equals(states)) {
                found.add("alerts of " + condition + " tell " + told + " instead of " + states);
              }
            });
    return found;
  }

  /** By alert, in the order of its partition; nothing for its removal. */
  static Map<String, List<Optional<GenericRecord>>> lives(Evidence evidence) {
    Map<String, List<Optional<GenericRecord>>> lives = new LinkedHashMap<>();
    for (RawRecord each : evidence.topic("alerts")) {
      lives
          .computeIfAbsent(each.keyText(), key -> new ArrayList<>())
          .add(evidence.avro().decode(each.body()));
    }
    return lives;
  }

  private static Optional<String> life(String id, List<Optional<GenericRecord>> life) {
    List<String> told = new ArrayList<>();
    for (Optional<GenericRecord> each : life) {
      told.add(each.map(one -> one.get("state") + "#" + one.get("sequence")).orElse(REMOVED));
    }
    return inOrder(told)
        ? Optional.empty()
        : Optional.of("the alert " + id + " is told as " + told);
  }

  private static boolean inOrder(List<String> told) {
    boolean removed = told.getLast().equals(REMOVED);
    List<String> states = removed ? told.subList(0, told.size() - 1) : told;
    for (int i = 0; i < states.size(); i++) {
      boolean newest = i == states.size() - 1;
      String state = i == 0 ? "raised" : newest ? "(updated|resolved)" : "updated";
      if (!states.get(i).matches(state + "#" + (i + 1))) {
        return false;
      }
    }
    return !removed || (!states.isEmpty() && states.getLast().startsWith("resolved"));
  }

  static String condition(GenericRecord alert) {
    String about = alert.get("database").toString();
    return alert.get("name")
        + "/"
        + (about.isEmpty() ? "" + alert.get("server") + alert.get("service") : about);
  }

  /** The begin of each alert, after the end of the one before it of the same condition. */
  private static List<String> overlaps(Map<String, List<Optional<GenericRecord>>> lives) {
    Map<String, TreeMap<Long, Long>> spans = new TreeMap<>();
    List<String> found = new ArrayList<>();
    for (List<Optional<GenericRecord>> life : lives.values()) {
      List<GenericRecord> told = life.stream().flatMap(Optional::stream).toList();
      if (told.isEmpty()) {
        continue;
      }
      GenericRecord last = told.getLast();
      boolean over = last.get("state").toString().equals("resolved");
      Long until = over ? (Long) last.get("observedAt") : Long.valueOf(Long.MAX_VALUE);
      Long former =
          spans
              .computeIfAbsent(condition(last), key -> new TreeMap<>())
              .put((Long) last.get("raisedAt"), until);
      if (former != null) {
        found.add(condition(last) + " was raised twice at once");
      }
    }
    spans.forEach(
        (condition, each) -> {
          long end = Long.MIN_VALUE;
          for (Map.Entry<Long, Long> span : each.entrySet()) {
            if (span.getKey() < end) {
              found.add(condition + " was raised again before it was resolved");
            }
            end = span.getValue();
          }
        });
    return found;
  }
}
