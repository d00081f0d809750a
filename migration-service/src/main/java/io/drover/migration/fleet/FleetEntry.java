package io.drover.migration.fleet;

import io.drover.service.target.DatabaseEntry;
import io.drover.service.target.MigrationGuards;
import io.drover.service.target.MigrationReview;
import io.drover.service.target.Policy;
import io.drover.service.target.SecretReference;
import io.drover.service.target.ServerEntry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Stands for the database of an operation that is about many. Its lane is the operation's own, so
 * that fleets wait neither for databases nor for each other.
 */
final class FleetEntry {
  /** No entry of the registry can have this name. */
  static final String NAME = "*";

  /** Nothing is ever connected to it. */
  private static final ServerEntry NOWHERE =
      new ServerEntry(
          "fleet", "invalid", 0, "", "", new SecretReference("file:/dev/null"), "disable", "");

  private FleetEntry() {}

  /**
   * An entry with the requester, or the person behind it, as its only one: wherever persons can
   * prove who they are, this one has to, because the policies of the databases will go by his name.
   */
  static DatabaseEntry of(String operationId, String requester) {
    Policy policy =
        new Policy(
            Set.of(),
            Set.of(Policy.asker(requester)),
            Pattern.compile(""),
            null,
            Duration.ZERO,
            0,
            null,
            false,
            Duration.ZERO,
            new Policy.Backup("", null, Policy.Dump.USUAL),
            new Policy.Migrations(List.of(), MigrationReview.USUAL, MigrationGuards.NONE),
            List.of(),
            null,
            null,
            Policy.Verification.WHEN_ASKED);
    return new DatabaseEntry(NAME, operationId, NOWHERE, null, Map.of(), policy);
  }
}
