package io.drover.service.target;

import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads what databases.yml allows for one database. */
final class PolicyReader {
  private static final List<String> DEFAULT_OPERATIONS =
      List.of("backup", "restore", "verify", "migrate-status", "maintenance");

  private static final int DEFAULT_LOCK_RETRIES = 10;

  private PolicyReader() {}

  /** Matches the name itself; people read the pattern, so only what must be escaped is. */
  private static String plain(String name) {
    return name.replaceAll("[\\\\^$.|?*+()\\[\\]{}-]", "\\\\$0");
  }

  /**
   * @param servers those of the file, which a policy may name
   * @param proofs whether it can be proven who approves
   */
  static Policy read(
      YamlSection section, String physicalName, Map<String, ServerEntry> servers, boolean proofs) {
    Pattern targets = Pattern.compile(plain(physicalName) + "_[a-z0-9_]+");
    List<String> operations = section.texts("operations", DEFAULT_OPERATIONS);
    for (String operation : operations) {
      try {
        RegistryValues.operation(operation);
      } catch (IllegalArgumentException e) {
        throw section.error("operations", String.valueOf(e.getMessage()));
      }
    }
    ZoneId zone = section.parsed("time-zone", RegistryValues::zone, ZoneOffset.UTC);
    var policy =
        new Policy(
            Set.copyOf(operations),
            Set.copyOf(section.texts("requesters", List.of())),
            section.parsed("target-name-pattern", RegistryValues::pattern, targets),
            section.has("recovery-point-objective")
                ? section.parsed("recovery-point-objective", RegistryValues::duration)
                : null,
            section.parsed("lock-timeout", RegistryValues::duration, Duration.ofSeconds(5)),
            section.parsed("lock-retries", RegistryValues::retries, DEFAULT_LOCK_RETRIES),
            section.has("statement-timeout")
                ? section.parsed("statement-timeout", RegistryValues::duration)
                : null,
            section.parsed("backup-before-migration", RegistryValues::flag, Boolean.TRUE),
            section.parsed("longest-scratch", RegistryValues::duration, Duration.ofDays(7)),
            BackupPolicyReader.read(section.section("backup")),
            MigrationsReader.read(section.section("migrations")),
            RecurrenceReader.schedules(section.section("schedules"), zone),
            section.has("retention")
                ? RecurrenceReader.retention(section.section("retention"), zone)
                : null,
            section.has("approval")
                ? ApprovalReader.read(section.section("approval"), operations, proofs)
                : null,
            VerificationReader.read(section.section("verify"), servers));
    section.end();
    checkRecurring(section, policy);
    return policy;
  }

  /** What Drover is to ask of itself must be allowed: its refusals would come at night. */
  private static void checkRecurring(YamlSection section, Policy policy) {
    if (!policy.schedules().isEmpty() && !policy.operations().contains("backup")) {
      throw section.error("schedules", "need backup among the policy's operations");
    }
    if (policy.verification().every() != null && !policy.operations().contains("verify")) {
      throw section.error("verify", "needs verify among the policy's operations");
    }
    Retention retention = policy.retention();
    if (retention != null && !policy.operations().contains("maintenance")) {
      throw section.error("retention", "needs maintenance among the policy's operations");
    }
    if (!policy.backup().upkeep().equals(Policy.Upkeep.NONE)
        && !policy.operations().contains("maintenance")) {
      throw section.error(
          "backup", "needs maintenance among the policy's operations for copy-to and scrub-every");
    }
    if (retention != null && !RecurrenceReader.keepsAny(retention)) {
      throw section.error(
          "retention", "needs one of keep-last, keep-for, daily, weekly, monthly, yearly");
    }
  }
}
