package io.drover.cli.request;

import io.drover.bus.Codec;
import io.drover.bus.CommandCodec;
import io.drover.bus.InvalidCommandException;
import io.drover.bus.Message;
import io.drover.bus.UnreadableException;
import io.drover.cli.CliFailure;
import io.drover.cli.herd.Herd;
import io.drover.schemas.OperationAccepted;
import io.drover.schemas.OperationHeader;
import io.drover.schemas.OperationWaiting;
import io.drover.schemas.Topic;
import io.drover.schemas.Topics;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * An operation that waits for an approval, as the bus tells of it.
 *
 * @param accepted what its service accepted
 * @param waiting what it waits for
 * @param command what is asked for: the request whose digest is the accepted one's
 */
record Waiting(OperationAccepted accepted, OperationWaiting waiting, SpecificRecord command) {

  OperationHeader header() {
    return accepted.getHeader();
  }

  String digest() {
    return accepted.getRequestDigest();
  }

  /**
   * Finds it.
   *
   * @param kind its kind; null for any
   * @throws CliFailure there is none, there are several, or its request is gone
   */
  static Waiting find(Herd herd, String operationId, @Nullable String kind) {
    Map<String, OperationAccepted> accepted = new TreeMap<>();
    Map<String, SpecificRecord> newest = new TreeMap<>();
    herd.readAll(
        Topics.OPERATION_EVENTS,
        message -> {
          if (message.body() != null
              && message.body().get(0) instanceof OperationHeader header
              && header.getSequence() > 0
              && header.getOperationId().equals(operationId)
              && (kind == null || kind.equals(header.getKind()))) {
            newest.put(header.getKind(), message.body());
            if (message.body() instanceof OperationAccepted first) {
              accepted.put(header.getKind(), first);
            }
          }
        });
    if (newest.isEmpty()) {
      throw new CliFailure(
          "No operation " + operationId + " is known on the bus.", "./drover operations");
    }
    Map<String, OperationWaiting> open = new TreeMap<>();
    newest.forEach(
        (each, fact) -> {
          if (fact instanceof OperationWaiting held && held.getWaitingFor().equals("approval")) {
            open.put(each, held);
          }
        });
    if (open.isEmpty()) {
      String states = newest.values().stream().map(Facts::state).collect(Collectors.joining(", "));
      throw new CliFailure(
          "The operation " + operationId + " does not wait for an approval (" + states + ").",
          "./drover follow " + operationId);
    }
    Map.Entry<String, OperationWaiting> only = open.entrySet().iterator().next();
    if (open.size() > 1) {
      throw new CliFailure(
          "Several operations wait for an approval under the id "
              + operationId
              + ": "
              + String.join(", ", open.keySet())
              + ".",
          "./drover approve " + operationId + " --kind " + only.getKey());
    }
    OperationAccepted first = accepted.get(only.getKey());
    if (first == null) {
      throw unseen(operationId);
    }
    return new Waiting(first, only.getValue(), command(herd, first));
  }

  private static SpecificRecord command(Herd herd, OperationAccepted accepted) {
    String name = accepted.getHeader().getKind() + "-requested";
    Optional<Topic> topic = Topics.all().stream().filter(t -> t.name().equals(name)).findFirst();
    AtomicReference<SpecificRecord> found = new AtomicReference<>();
    topic.ifPresent(
        requests ->
            herd.readAllRaw(
                requests,
                message ->
                    read(herd.codec(), requests, message)
                        .filter(c -> CommandCodec.digest(c).equals(accepted.getRequestDigest()))
                        .ifPresent(found::set)));
    if (found.get() == null) {
      throw unseen(accepted.getHeader().getOperationId());
    }
    return found.get();
  }

  private static CliFailure unseen(String operationId) {
    return new CliFailure(
        "What the operation asks for is not on the bus any more, or this version cannot read it;"
            + " nobody should decide about it unseen.",
        "./drover cancel " + operationId);
  }

  /** The command of a message; others' mistakes are passed over. */
  private static Optional<SpecificRecord> read(Codec codec, Topic topic, Message<byte[]> message) {
    try {
      return Optional.of(
          new CommandCodec(codec)
              .read(message.body(), message.envelope(), Topics.recordsOf(topic).getFirst()));
    } catch (UnreadableException | InvalidCommandException mistake) {
      return Optional.empty();
    }
  }
}
