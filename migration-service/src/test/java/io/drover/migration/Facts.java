package io.drover.migration;

import io.drover.bus.Codec;
import io.drover.bus.SchemaLookup;
import io.drover.schemas.MigrationEntry;
import io.drover.schemas.MigrationSucceeded;
import io.drover.schemas.OperationHeader;
import io.drover.service.operation.Outcome;
import java.time.Instant;
import java.util.List;

/** What a test reads in a terminal fact. */
final class Facts {
  private static final Codec CODEC = new Codec(SchemaLookup.none());

  private Facts() {}

  static MigrationSucceeded fact(Outcome outcome) {
    Instant now = Instant.parse("2026-11-21T12:00:00Z");
    OperationHeader header = new OperationHeader("migrate", "id", "shop", 3, 1, now);
    // A service has read its request by then: Avro makes no lists of records before.
    CODEC.encode(header);
    return (MigrationSucceeded) ((Outcome.Done) outcome).fact().apply(header);
  }

  static List<String> states(MigrationSucceeded fact) {
    return fact.getMigrations().stream().map(m -> m.getScript() + " " + m.getState()).toList();
  }

  static List<String> appliedNow(MigrationSucceeded fact) {
    return fact.getMigrations().stream()
        .filter(MigrationEntry::getAppliedNow)
        .map(MigrationEntry::getScript)
        .toList();
  }
}
