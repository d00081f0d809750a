package io.drover.monitor.alert;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Something that is wrong at this moment, or that cannot be told to be right.
 *
 * @param name what is wrong, as in {@code Alert.name}
 * @param raises how bad it is; null where it raises no alert, but lets none of this name be
 *     resolved
 * @param keeps the worst severity that an alert which is open already keeps; never milder than
 *     {@code raises}. It is worse for a value that is just below a threshold
 * @param since since when it is so; null where only the one who looks can tell
 * @param summary one sentence
 * @param evidence what was seen, by name, in this order
 * @param remedy what mends it; may be empty
 * @param members databases that one trouble takes with it
 * @param cause what led to it, where the source knows; null to look for it
 */
public record Condition(
    String name,
    @Nullable Severity raises,
    Severity keeps,
    About about,
    @Nullable Instant since,
    String summary,
    Map<String, String> evidence,
    String remedy,
    List<String> members,
    @Nullable Cause cause) {

  public Condition {
    evidence = Collections.unmodifiableMap(new LinkedHashMap<>(evidence));
    members = List.copyOf(members);
  }

  /** A condition without evidence, members or a known begin. */
  public static Condition of(String name, Severity severity, About about, String summary) {
    return new Condition(
        name, severity, severity, about, null, summary, Map.of(), "", List.of(), null);
  }

  /** Raises no alert, but keeps one that is open as it is. */
  public static Condition keeping(String name, About about) {
    return new Condition(
        name, null, Severity.CRITICAL, about, null, "", Map.of(), "", List.of(), null);
  }

  /** The same since an instant. */
  public Condition since(@Nullable Instant at) {
    return new Condition(name, raises, keeps, about, at, summary, evidence, remedy, members, cause);
  }

  /** The same with one more thing that was seen; without it where the value is empty. */
  public Condition seen(String what, String value) {
    Map<String, String> more = new LinkedHashMap<>(evidence);
    if (!value.isEmpty()) {
      more.put(what, value);
    }
    return new Condition(name, raises, keeps, about, since, summary, more, remedy, members, cause);
  }

  /** The same with what mends it. */
  public Condition remedy(String text) {
    return new Condition(
        name, raises, keeps, about, since, summary, evidence, text, members, cause);
  }

  /** The same with the databases that it takes with it. */
  public Condition members(List<String> databases) {
    return new Condition(
        name, raises, keeps, about, since, summary, evidence, remedy, databases, cause);
  }

  /** The same with what led to it. */
  public Condition cause(@Nullable Cause known) {
    return new Condition(
        name, raises, keeps, about, since, summary, evidence, remedy, members, known);
  }

  /** Keeps open alerts at this severity, though it raises a milder one or none. */
  Condition keeping(Severity worst) {
    return new Condition(
        name, raises, worst, about, since, summary, evidence, remedy, members, cause);
  }

  /** Names it among all: there is one open alert of each key. */
  String key() {
    return name + "\n" + about.database() + "\n" + about.server() + "\n" + about.service();
  }
}
