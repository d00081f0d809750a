package io.drover.service.target;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads what databases.yml says of checks: for databases with certain labels, and for single ones.
 * Of two rules for labels the one that asks for more of them holds, then the later one.
 */
final class HealthReader {
  private static final String NEVER = "never";

  private final List<LabelRule> byLabels;

  private record LabelRule(Map<String, String> labels, YamlSection checks) {}

  private HealthReader(List<LabelRule> byLabels) {
    this.byLabels = byLabels;
  }

  /** The rules for labels at the top of the file, each of which must make sense by itself. */
  static HealthReader of(YamlSection root) {
    List<LabelRule> rules = new ArrayList<>();
    for (YamlSection rule : root.sections("health")) {
      YamlSection with = rule.section("with");
      Map<String, String> labels = new HashMap<>();
      with.names().forEach(label -> labels.put(label, with.text(label)));
      YamlSection checks = rule.section("checks");
      if (labels.isEmpty()) {
        throw rule.error("with", "needs a label, for example { team: shop }");
      }
      if (checks.names().isEmpty()) {
        throw rule.error("checks", "names no check");
      }
      rule.end();
      apply(checks, new EnumMap<>(CheckName.class));
      rules.add(new LabelRule(Map.copyOf(labels), checks));
    }
    rules.sort(Comparator.comparingInt(rule -> rule.labels().size()));
    return new HealthReader(List.copyOf(rules));
  }

  /** What holds for a database with these labels and this section of its own. */
  HealthPolicy policy(Map<String, String> labels, YamlSection own) {
    Map<CheckName, CheckRule> rules = new EnumMap<>(CheckName.class);
    for (LabelRule rule : byLabels) {
      if (labels.entrySet().containsAll(rule.labels().entrySet())) {
        apply(rule.checks(), rules);
      }
    }
    apply(own, rules);
    return rules.isEmpty() ? HealthPolicy.USUAL : new HealthPolicy(rules);
  }

  private static void apply(YamlSection section, Map<CheckName, CheckRule> rules) {
    for (String key : Set.copyOf(section.names())) {
      CheckName check =
          CheckName.of(key)
              .orElseThrow(
                  () -> section.error(key, "is no check; docs/health-checks.md names them all"));
      rules.put(check, rule(section, check, rules.getOrDefault(check, check.usual())));
    }
  }

  private static CheckRule rule(YamlSection section, CheckName check, CheckRule before) {
    String key = check.text();
    if (section.isPlain(key)) {
      if (!section.text(key).equals("off")) {
        throw section.error(key, "must be off, or { warning: …, critical: … }");
      }
      if (check == CheckName.REACHABLE) {
        throw section.error(key, "cannot be off: without it nothing else can be told");
      }
      return new CheckRule(true, null, null);
    }
    if (!check.hasThresholds()) {
      throw section.error(
          key,
          check == CheckName.BACKUP_AGE
              ? "goes by recovery-point-objective; it can only be off"
              : "has no thresholds");
    }
    YamlSection given = section.section(key);
    CheckRule rule =
        new CheckRule(
            false,
            threshold(given, "warning", check, before.warning()),
            threshold(given, "critical", check, before.critical()));
    given.end();
    if (!rule.ordered(check.falling())) {
      throw section.error(
          key,
          "warns at %s and is critical at %s already; the other one may be a default"
              .formatted(rule.warning(), rule.critical()));
    }
    return rule;
  }

  private static @Nullable Double threshold(
      YamlSection given, String key, CheckName check, @Nullable Double before) {
    if (!given.has(key)) {
      return before;
    }
    return given.text(key).equals(NEVER) ? null : given.parsed(key, check.unit()::parse);
  }
}
