package io.drover.service.target;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads how backups of one database are proven. */
final class VerificationReader {
  private VerificationReader() {}

  static Policy.Verification read(YamlSection section, Map<String, ServerEntry> servers) {
    @Nullable Duration every =
        section.has("every") ? section.parsed("every", RegistryValues::duration) : null;
    @Nullable ServerEntry server = null;
    if (section.has("server")) {
      server = servers.get(section.text("server"));
      if (server == null) {
        throw section.error("server", "names no server of the file");
      }
    }
    boolean hashes = section.parsed("content-hashes", RegistryValues::flag, Boolean.FALSE);
    Map<String, String> assertions = assertions(section.section("assertions"));
    section.end();
    return new Policy.Verification(every, server, hashes, assertions);
  }

  private static Map<String, String> assertions(YamlSection section) {
    Map<String, String> assertions = new LinkedHashMap<>();
    for (String name : section.names()) {
      if (name.isBlank() || name.chars().anyMatch(Character::isISOControl)) {
        throw section.error(name, "is no name of an assertion");
      }
      String sql = section.text(name);
      if (sql.isBlank()) {
        throw section.error(name, "is empty; write a query that gives one row, true");
      }
      assertions.put(name, sql);
    }
    return assertions;
  }
}
