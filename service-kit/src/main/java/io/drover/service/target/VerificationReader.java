package io.drover.service.target;

import java.time.Duration;
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
    Map<String, String> assertions =
        AssertionsReader.read(section.section("assertions"), "assertion");
    section.end();
    return new Policy.Verification(every, server, hashes, assertions);
  }
}
