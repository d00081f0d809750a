package io.drover.cli.listing;

import io.drover.bus.Message;
import io.drover.cli.CliFailure;
import io.drover.cli.herd.Herd;
import io.drover.schemas.BackupCommitted;
import io.drover.schemas.DatabaseHealth;
import io.drover.schemas.Kinds;
import io.drover.schemas.OperationAccepted;
import io.drover.schemas.Topics;
import java.util.Set;
import java.util.TreeSet;
import org.apache.avro.specific.SpecificRecord;

/**
 * Databases that the bus tells of: they have a backup, an operation that was accepted, or a probe.
 * A request that was rejected may name any. To be used by one thread at a time.
 */
final class KnownDatabases {
  private final Set<String> names = new TreeSet<>();

  void accept(Message<SpecificRecord> message) {
    switch (message.body()) {
      case BackupCommitted backup -> names.add(backup.getDatabase());
      // A fleet is about no single database.
      case OperationAccepted accepted when accepted.getHeader().getKind().equals(Kinds.FLEET) -> {}
      case OperationAccepted accepted -> names.add(accepted.getHeader().getDatabase());
      case DatabaseHealth health -> names.add(health.getDatabase());
      case null, default -> {}
    }
  }

  /**
   * Says that there is nothing of a database only where there is such a database.
   *
   * @throws CliFailure nothing tells of it
   */
  void require(String database, Herd herd) {
    if (names.contains(database)) {
      return;
    }
    herd.readAll(Topics.DATABASE_HEALTH, this::accept);
    if (!names.contains(database)) {
      throw new CliFailure(
          "No database "
              + database
              + " is known: no backup, no accepted operation and no probe names it."
              + (names.isEmpty() ? "" : " Known: " + String.join(", ", names) + "."),
          "./drover operations   (of all databases)");
    }
  }
}
