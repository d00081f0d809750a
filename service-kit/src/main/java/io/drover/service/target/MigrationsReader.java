package io.drover.service.target;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads where the migrations of one database lie. */
final class MigrationsReader {
  private static final String HISTORY = "flyway_schema_history";

  /** Where PostgreSQL puts what has no schema, unless a role or a database says otherwise. */
  private static final String USUAL_SCHEMA = "public";

  private static final Set<String> SEVERITIES = Set.of("info", "warn", "block");

  private MigrationsReader() {}

  static Policy.Migrations read(YamlSection section) {
    Placeholders shared = PlaceholdersReader.read(section, Placeholders.NONE);
    MigrationReview review = review(section);
    MigrationGuards guards = guards(section);
    if (!section.has("namespaces")) {
      MigrationNamespace only = namespace(MigrationNamespace.DEFAULT, section, shared);
      section.end();
      return new Policy.Migrations(List.of(only), review, guards);
    }
    List<YamlSection> sections = section.sections("namespaces");
    if (sections.isEmpty()) {
      throw section.error("namespaces", "must hold one namespace at least");
    }
    section.end();
    Map<String, MigrationNamespace> byName = new HashMap<>();
    List<MigrationNamespace> namespaces = new ArrayList<>();
    for (YamlSection each : sections) {
      MigrationNamespace namespace =
          namespace(
              each.parsed("name", RegistryValues::name),
              each,
              PlaceholdersReader.read(each, shared));
      each.end();
      refuseConflict(each, namespace, namespaces);
      if (byName.put(namespace.name(), namespace) != null) {
        throw each.error("name", "is the name of an earlier namespace");
      }
      namespaces.add(namespace);
    }
    return new Policy.Migrations(namespaces, review, guards);
  }

  private static MigrationReview review(YamlSection section) {
    boolean planRequired =
        section.parsed("require-plan", RegistryValues::flag, MigrationReview.USUAL.planRequired());
    YamlSection rules = section.section("rules");
    Map<String, String> severities = new LinkedHashMap<>();
    for (String rule : rules.names()) {
      String severity = rules.text(rule);
      if (!SEVERITIES.contains(severity)) {
        throw rules.error(rule, "must be info, warn or block");
      }
      severities.put(rule, severity);
    }
    return new MigrationReview(planRequired, severities);
  }

  private static MigrationGuards guards(YamlSection section) {
    return new MigrationGuards(
        age(section, "rehearsal-no-older-than"),
        age(section, "backup-no-older-than"),
        AssertionsReader.read(section.section("checks"), "check"));
  }

  private static @Nullable Duration age(YamlSection section, String key) {
    return section.has(key) ? section.parsed(key, RegistryValues::duration) : null;
  }

  private static MigrationNamespace namespace(
      String name, YamlSection section, Placeholders placeholders) {
    List<String> locations = section.texts("locations", List.of());
    check(section, "locations", locations, "must hold absolute paths");
    List<String> schemas = section.texts("schemas", List.of());
    for (String schema : schemas) {
      try {
        RegistryValues.physicalName(schema);
      } catch (IllegalArgumentException e) {
        throw section.error("schemas", "must hold names of schemas");
      }
    }
    return new MigrationNamespace(
        name,
        schemas,
        section.parsed("table", RegistryValues::physicalName, HISTORY),
        locations,
        section.has("bundle") ? bundle(section) : null,
        section.parsed("bundles-from-requests", RegistryValues::flag, Boolean.FALSE),
        section.has("baseline-version") ? section.text("baseline-version") : null,
        placeholders);
  }

  private static void check(YamlSection section, String key, List<String> paths, String otherwise) {
    for (String path : paths) {
      try {
        RegistryValues.absolutePath(path);
      } catch (IllegalArgumentException e) {
        throw section.error(key, otherwise);
      }
    }
  }

  private static MigrationBundle bundle(YamlSection parent) {
    YamlSection section = parent.section("bundle");
    String url = section.text("url");
    String sha256 = section.text("sha256");
    section.end();
    try {
      return MigrationBundle.of(url, sha256);
    } catch (IllegalArgumentException e) {
      throw parent.error("bundle", "is not right: " + e.getMessage());
    }
  }

  private static void refuseConflict(
      YamlSection section, MigrationNamespace next, List<MigrationNamespace> earlier) {
    for (MigrationNamespace each : earlier) {
      if (historySchema(each).equals(historySchema(next)) && each.table().equals(next.table())) {
        throw section.error("table", "is the history of namespace " + each.name() + " too");
      }
      if (each.bundlesFromRequests() && next.bundlesFromRequests()) {
        throw section.error(
            "bundles-from-requests", "is for one namespace; " + each.name() + " has it");
      }
    }
  }

  private static String historySchema(MigrationNamespace namespace) {
    @Nullable String first = namespace.schemas().isEmpty() ? null : namespace.schemas().getFirst();
    return first == null ? USUAL_SCHEMA : first;
  }
}
