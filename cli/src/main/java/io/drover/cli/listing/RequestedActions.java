package io.drover.cli.listing;

import io.drover.bus.Codec;
import io.drover.bus.CommandCodec;
import io.drover.bus.InvalidCommandException;
import io.drover.bus.Message;
import io.drover.bus.UnreadableException;
import io.drover.cli.herd.Herd;
import io.drover.schemas.FleetRequested;
import io.drover.schemas.MaintenanceRequested;
import io.drover.schemas.MigrateRequested;
import io.drover.schemas.RestoreRequested;
import io.drover.schemas.Topic;
import io.drover.schemas.Topics;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;

/** What requests of one kind ask for in a word, as long as they are on the bus. */
final class RequestedActions {
  private static final Set<Topic> TOPICS =
      Set.of(
          Topics.MAINTENANCE_REQUESTED,
          Topics.RESTORE_REQUESTED,
          Topics.MIGRATE_REQUESTED,
          Topics.FLEET_REQUESTED);

  private RequestedActions() {}

  /** Actions by the digest of the request: an id alone may stand on requests that were refused. */
  static Map<String, String> read(Herd herd, Set<String> kinds) {
    Map<String, String> actions = new HashMap<>();
    for (Topic topic : TOPICS) {
      if (kinds.stream().anyMatch(kind -> topic.name().equals(kind + "-requested"))) {
        herd.readAllRaw(
            topic,
            message ->
                command(herd.codec(), topic, message)
                    .ifPresent(
                        each ->
                            action(each)
                                .ifPresent(
                                    action -> actions.put(CommandCodec.digest(each), action))));
      }
    }
    return actions;
  }

  /** A word for what is not told by the kind; empty where the kind says it. */
  static Optional<String> action(SpecificRecord command) {
    return switch (command) {
      case MaintenanceRequested maintenance -> Optional.of(maintenance.getAction());
      case RestoreRequested restore ->
          Optional.of(restore.getMode()).filter(mode -> mode.equals("undo"));
      case MigrateRequested migrate -> Optional.of(mode(migrate.getMode()));
      case FleetRequested fleet -> Optional.of(mode(fleet.getMode()));
      default -> Optional.empty();
    };
  }

  /** The mode of a migration as its option is written. */
  static String mode(String mode) {
    return mode.toLowerCase(Locale.ROOT);
  }

  /** The command of a message; others' mistakes are passed over. */
  private static Optional<SpecificRecord> command(
      Codec codec, Topic topic, Message<byte[]> message) {
    try {
      return Optional.of(
          new CommandCodec(codec)
              .read(message.body(), message.envelope(), Topics.recordsOf(topic).getFirst()));
    } catch (UnreadableException | InvalidCommandException mistake) {
      return Optional.empty();
    }
  }
}
