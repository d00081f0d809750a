package io.drover.service.target;

import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads how the backups of one database are made. */
final class BackupPolicyReader {
  /** Bech32 with the prefix of age; the checksum is looked at when the key is used. */
  private static final Pattern RECIPIENT = Pattern.compile("age1[02-9ac-hj-np-z]{58}");

  private BackupPolicyReader() {}

  static Policy.Backup read(YamlSection section) {
    var backup =
        new Policy.Backup(
            section.parsed("repository", RegistryValues::name, RepositoryEntry.DEFAULT),
            section.has("encryption") ? encryption(section) : null,
            new Policy.Dump(
                section.parsed("format", BackupPolicyReader::format, Policy.Dump.USUAL.format()),
                section.parsed("jobs", BackupPolicyReader::jobs, Policy.Dump.USUAL.jobs()),
                compression(section.section("compression"))),
            new Policy.Upkeep(
                section.has("copy-to") ? section.parsed("copy-to", RegistryValues::name) : null,
                section.has("scrub-every")
                    ? section.parsed("scrub-every", RegistryValues::duration)
                    : null));
    if (backup.repository().equals(backup.upkeep().copyTo())) {
      throw section.error("copy-to", "must name another repository than the backups' own");
    }
    section.end();
    return backup;
  }

  private static DumpFormat format(String text) {
    return DumpFormat.find(text)
        .orElseThrow(() -> new IllegalArgumentException("must be one of " + DumpFormat.words()));
  }

  private static int jobs(String text) {
    int jobs = RegistryValues.count(text);
    RegistryValues.require(
        text, jobs <= Policy.Dump.MOST_JOBS, "must be 1 to " + Policy.Dump.MOST_JOBS);
    return jobs;
  }

  private static Compression compression(YamlSection section) {
    Codec codec = section.parsed("codec", BackupPolicyReader::codec, Codec.ZSTD);
    Compression compression =
        section.parsed("level", text -> codec.at(RegistryValues.count(text)), codec.usual());
    section.end();
    return compression;
  }

  private static Codec codec(String text) {
    return Codec.find(text)
        .orElseThrow(() -> new IllegalArgumentException("must be one of " + Codec.words()));
  }

  private static Policy.Encryption encryption(YamlSection parent) {
    YamlSection section = parent.section("encryption");
    List<String> recipients = section.texts("recipients", List.of());
    @Nullable SecretReference passphrase =
        section.has("passphrase") ? section.parsed("passphrase", RegistryValues::secret) : null;
    List<String> identities = section.texts("identities", List.of());
    if (recipients.isEmpty() == (passphrase == null)) {
      throw parent.error("encryption", "needs either recipients or a passphrase");
    }
    if (!recipients.stream().allMatch(each -> RECIPIENT.matcher(each).matches())) {
      throw section.error("recipients", "must hold public keys of age like age1...");
    }
    if (!identities.stream().allMatch(SecretReference::isReference)) {
      throw section.error(
          "identities", "must hold references, env:NAME or file:/absolute/path, never the keys");
    }
    section.end();
    return new Policy.Encryption(
        recipients, passphrase, identities.stream().map(SecretReference::new).toList());
  }
}
