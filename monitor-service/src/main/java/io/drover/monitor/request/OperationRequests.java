package io.drover.monitor.request;

import io.drover.bus.CommandCodec;
import io.drover.monitor.access.Caller;
import io.drover.monitor.projection.OperationQueries;
import io.drover.schemas.FleetRequested;
import io.drover.schemas.Kinds;
import io.drover.service.target.DatabaseRegistry;
import java.sql.SQLException;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Asks for operations: checks what the bus checks and publishes the event; whether it is done is
 * for the services to say. The same id twice is one operation. Thread-safe.
 */
public final class OperationRequests {
  private static final String FLEET = "*";

  /** Those who send the same at the same time wait for each other. */
  private final ReentrantLock[] turns =
      IntStream.range(0, 64).mapToObj(_ -> new ReentrantLock()).toArray(ReentrantLock[]::new);

  private final CommandCodec codec;
  private final Outlet outlet;
  private final Reach reach;
  private final OperationQueries operations;
  private final Sent sent = new Sent();

  /** Asks through this outlet for what the registry names. */
  public OperationRequests(
      CommandCodec codec, Outlet outlet, DatabaseRegistry registry, OperationQueries operations) {
    this.codec = codec;
    this.outlet = outlet;
    this.reach = new Reach(registry);
    this.operations = operations;
  }

  /** What was asked for, and is now on its way. */
  public record Requested(String operationId, String kind, String database) {}

  /**
   * Publishes the request.
   *
   * @param key id of the operation as a header gives it; null for that of the body, or a new one
   * @throws RefusedException it is wrong, not permitted, or could not be published
   */
  public Requested submit(byte[] json, @Nullable String key, Caller caller)
      throws RefusedException, SQLException {
    Body body = Body.of(json);
    Kind kind = kind(body.must("kind"));
    String id = id(body.take("operationId"), key);
    if (kind.name().equals(Kinds.FLEET)) {
      body.take("database");
      body.with("database", FLEET);
    }
    SpecificRecord command =
        body.with("operationId", id).by(caller, outlet.signs()).as(codec, kind.record());
    String database = (String) command.get(command.getSchema().getField("database").pos());
    if (command instanceof FleetRequested fleet) {
      reach.fleet(fleet, caller);
    } else {
      reach.database(database, caller);
    }
    ReentrantLock turn = turns[Math.floorMod(id.hashCode(), turns.length)];
    turn.lock();
    try {
      publish(kind, id, database, command);
    } finally {
      turn.unlock();
    }
    return new Requested(id, kind.name(), database);
  }

  private void publish(Kind kind, String id, String database, SpecificRecord command)
      throws RefusedException, SQLException {
    String digest = CommandCodec.digest(command);
    String earlier = sent.digest(kind.name(), id);
    if (earlier == null) {
      earlier = operations.requestDigest(kind.name(), id).orElse(null);
    }
    if (earlier == null) {
      outlet.publish(kind.topic(), database, command, id);
      sent.remember(kind.name(), id, digest);
    } else if (!earlier.equals(digest)) {
      throw RefusedException.conflict(
          "Another request has this operationId already.",
          "Choose another operationId, or leave it out; GET /api/operations/" + id + " shows it.");
    }
  }

  private static Kind kind(String name) throws RefusedException {
    return Kind.of(name)
        .orElseThrow(
            () ->
                RefusedException.invalid(
                    "There is no such kind of operation.",
                    "kind is one of " + String.join(", ", Kinds.ALL) + "."));
  }

  private static String id(@Nullable String inBody, @Nullable String inHeader)
      throws RefusedException {
    if (inBody != null && inHeader != null && !inBody.equals(inHeader)) {
      throw RefusedException.invalid(
          "operationId and the header Idempotency-Key differ.", "Send one of them.");
    }
    String given = inBody == null ? inHeader : inBody;
    return given == null ? UUID.randomUUID().toString() : given;
  }
}
