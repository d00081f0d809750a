package io.drover.service.target;

import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads and checks the text of databases.yml. */
final class RegistryReader {
  private final Map<String, ServerEntry> servers = new LinkedHashMap<>();
  private final Map<String, RepositoryEntry> repositories = new LinkedHashMap<>();
  private final Map<String, DatabaseEntry> databases = new LinkedHashMap<>();

  private final boolean proofs;
  private final HealthReader health;

  private RegistryReader(boolean proofs, HealthReader health) {
    this.proofs = proofs;
    this.health = health;
  }

  static RegistryContent read(String text) {
    return read(text, false);
  }

  /**
   * What the file holds.
   *
   * @param proofs whether it can be proven who approves
   * @throws RegistryException the first mistake found
   */
  static RegistryContent read(String text, boolean proofs) {
    YamlSection root = YamlSection.root(text, "servers and databases");
    var reader = new RegistryReader(proofs, HealthReader.of(root));
    YamlSection servers = root.section("servers");
    YamlSection repositories = root.section("repositories");
    YamlSection databases = root.section("databases");
    root.end();
    servers.names().forEach(name -> reader.server(servers, name));
    repositories.names().forEach(name -> reader.repository(repositories, name));
    databases.names().forEach(name -> reader.database(databases, name));
    reader.refuseAliases(servers, databases);
    return new RegistryContent(
        Collections.unmodifiableMap(reader.databases),
        Collections.unmodifiableMap(reader.repositories));
  }

  private void server(YamlSection all, String name) {
    checkName(all, name);
    YamlSection section = all.section(name);
    servers.put(
        name,
        new ServerEntry(
            name,
            section.parsed("host", RegistryValues::host),
            section.parsed("port", RegistryValues::port, 5432),
            section.parsed("maintenance-database", RegistryValues::physicalName, "postgres"),
            section.parsed("user", RegistryValues::plainOrReferenced),
            section.parsed("password", RegistryValues::secret),
            section.parsed("ssl-mode", RegistryValues::sslMode, "prefer"),
            section.parsed("ssl-root-certificate", RegistryValues::absolutePath, "")));
    section.end();
  }

  private void repository(YamlSection all, String name) {
    checkName(all, name);
    repositories.put(name, RepositoryReader.read(name, all.section(name)));
  }

  private void database(YamlSection all, String name) {
    checkName(all, name);
    YamlSection section = all.section(name);
    ServerEntry server = servers.get(section.text("server"));
    if (server == null) {
      throw section.error("server", "names no server of the file");
    }
    String physicalName =
        RegistryValues.physicalName(section.parsed("name", RegistryValues::physicalName, name));
    String url = section.has("url") ? section.parsed("url", RegistryValues::jdbcUrl) : null;
    YamlSection labelSection = section.section("labels");
    Map<String, String> labels = new LinkedHashMap<>();
    labelSection.names().forEach(label -> labels.put(label, labelSection.text(label)));
    YamlSection policySection = section.section("policy");
    HealthPolicy judged = health.policy(labels, policySection.section("health"));
    Policy policy = PolicyReader.read(policySection, physicalName, servers, proofs);
    requireRepository(policySection.section("backup"), policy);
    section.end();
    databases.put(name, new DatabaseEntry(name, physicalName, server, url, labels, policy, judged));
  }

  private void requireRepository(YamlSection section, Policy policy) {
    if (!isRepository(policy.backup().repository())) {
      throw section.error("repository", "names no repository of the file");
    }
    @Nullable String copyTo = policy.backup().upkeep().copyTo();
    if (copyTo != null && !isRepository(copyTo)) {
      throw section.error("copy-to", "names no repository of the file");
    }
  }

  private boolean isRepository(String name) {
    return name.equals(RepositoryEntry.DEFAULT) || repositories.containsKey(name);
  }

  /** One database under two names would have two lanes and two policies. */
  private void refuseAliases(YamlSection serverSection, YamlSection databaseSection) {
    Map<String, ServerEntry> byAddress = new HashMap<>();
    for (ServerEntry server : servers.values()) {
      ServerEntry first = byAddress.putIfAbsent(address(server), server);
      if (first != null && !first.maintenanceDatabase().equals(server.maintenanceDatabase())) {
        throw serverSection.error(
            server.name(),
            "has the address of servers."
                + first.name()
                + " and another maintenance-database; locks of one server live in one database");
      }
    }
    Map<String, String> byDatabase = new HashMap<>();
    for (DatabaseEntry entry : databases.values()) {
      String key = address(entry.server()) + "/" + entry.physicalName();
      String first = byDatabase.putIfAbsent(key, entry.name());
      if (first != null) {
        throw databaseSection.error(
            entry.name(), "is the same physical database as databases." + first);
      }
    }
  }

  private static String address(ServerEntry server) {
    String host = server.host().toLowerCase(Locale.ROOT);
    String plain = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    return (plain.equals("localhost") || plain.equals("::1") ? "127.0.0.1" : plain)
        + ":"
        + server.port();
  }

  private static void checkName(YamlSection all, String name) {
    try {
      RegistryValues.name(name);
    } catch (IllegalArgumentException e) {
      throw all.error(name, String.valueOf(e.getMessage()));
    }
  }
}
