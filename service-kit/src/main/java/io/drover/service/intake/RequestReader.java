package io.drover.service.intake;

import io.drover.bus.BusConfig;
import io.drover.bus.BusUnavailableException;
import io.drover.bus.Codec;
import io.drover.bus.CommandCodec;
import io.drover.bus.Envelope;
import io.drover.bus.InvalidCommandException;
import io.drover.bus.Signed;
import io.drover.bus.UnknownFingerprintException;
import io.drover.bus.UnreadableException;
import io.drover.schemas.Topics;
import io.drover.service.ledger.OperationKey;
import io.drover.service.operation.OperationFailure;
import io.drover.service.operation.OperationHandler;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes of each record what it is; does no input or output but a look for unknown schemas.
 * Thread-safe.
 */
public class RequestReader {
  private static final Logger LOG = LoggerFactory.getLogger(RequestReader.class);

  private final BusConfig bus;
  private final Codec codec;
  private final CommandCodec commands;
  private final Submissions submissions;
  private final Refusals refusals;
  private final Map<String, OperationHandler<?>> byTopic = new HashMap<>();
  private final ControlReader controls;

  public RequestReader(
      BusConfig bus,
      Codec codec,
      Submissions submissions,
      Refusals refusals,
      Map<String, OperationHandler<?>> handlers) {
    this.bus = bus;
    this.codec = codec;
    this.commands = new CommandCodec(codec);
    this.submissions = submissions;
    this.refusals = refusals;
    this.controls = new ControlReader(commands, submissions, refusals, handlers.keySet());
    handlers.values().forEach(handler -> byTopic.put(bus.topic(handler.requests()), handler));
  }

  /**
   * Reads a poll's records, in their order.
   *
   * @throws BusUnavailableException the schemas could not be looked up: the records are to be given
   *     again
   */
  List<Reading> readAll(List<ConsumerRecord<byte[], byte[]>> records) {
    List<Reading> readings = new ArrayList<>(records.size());
    boolean refreshed = false;
    for (ConsumerRecord<byte[], byte[]> each : records) {
      try {
        readings.add(read(each));
      } catch (UnknownFingerprintException unknown) {
        if (!refreshed) {
          codec.refreshSchemas();
          refreshed = true;
        }
        readings.add(readNow(each));
      }
    }
    return readings;
  }

  private Reading readNow(ConsumerRecord<byte[], byte[]> record) {
    try {
      return read(record);
    } catch (UnknownFingerprintException unknown) {
      return deadLetter(record, unknown);
    }
  }

  private Reading deadLetter(ConsumerRecord<byte[], byte[]> record, UnreadableException reason) {
    return deadLetter(record, reason.reason() + ": " + reason.getMessage());
  }

  private Reading deadLetter(ConsumerRecord<byte[], byte[]> record, String why) {
    return byTopic.containsKey(record.topic()) || controls.speaksForAll()
        ? new Reading.Answer(record, Intake.deadLetter(bus, record, why))
        : new Reading.Nothing();
  }

  private Reading read(ConsumerRecord<byte[], byte[]> record) throws UnknownFingerprintException {
    Envelope envelope = Envelope.from(record.headers()).orElse(null);
    try {
      if (record.topic().equals(bus.topic(Topics.OPERATION_CONTROL))) {
        return controls.read(record, envelope);
      }
      OperationHandler<?> handler = byTopic.get(record.topic());
      return handler == null ? new Reading.Nothing() : request(record, envelope, handler);
    } catch (UnknownFingerprintException unknown) {
      throw unknown;
    } catch (UnreadableException unreadable) {
      return deadLetter(record, unreadable);
    } catch (BusUnavailableException away) {
      throw away;
    } catch (RuntimeException defect) {
      // One record that meets a defect of ours must not stop those behind it.
      LOG.error("{} cannot be taken in", place(record), defect);
      return deadLetter(record, "INTERNAL: Drover itself failed on this record.");
    }
  }

  private <C extends SpecificRecord> Reading request(
      ConsumerRecord<byte[], byte[]> record,
      @Nullable Envelope envelope,
      OperationHandler<C> handler)
      throws UnreadableException {
    try {
      C command = commands.read(record.value(), envelope, handler.commandType());
      try {
        return submissions.of(command, handler, envelope, signed(record), record.timestamp());
      } catch (OperationFailure unproven) {
        return refused(record, envelope, handler.kind(), command, unproven);
      }
    } catch (InvalidCommandException invalid) {
      return new Reading.Answer(
          record, refusals.invalid(handler.kind(), handler.commandType(), envelope, invalid));
    }
  }

  static @Nullable Signed signed(ConsumerRecord<byte[], byte[]> record) {
    return Signed.of(record.topic(), record.headers(), record.value()).orElse(null);
  }

  /** Someone who is not who he says: his request takes no id in the ledger. */
  private Reading refused(
      ConsumerRecord<byte[], byte[]> record,
      @Nullable Envelope envelope,
      String kind,
      SpecificRecord command,
      OperationFailure why) {
    OperationKey key = new OperationKey(kind, text(command, "operationId"));
    return new Reading.Answer(
        record,
        refusals.refused(key, text(command, "database"), command.getClass(), envelope, why));
  }

  private static String text(SpecificRecord command, String field) {
    return String.valueOf(command.get(command.getSchema().getField(field).pos()));
  }

  /** The answer to a decision that was not carried out. */
  Reading.Answer refused(Reading.Decided decided, OperationFailure why) {
    return new Reading.Answer(
        decided.record(), refusals.refused(decided.control(), decided.envelope(), why));
  }

  static String place(ConsumerRecord<?, ?> record) {
    return record.topic() + "-" + record.partition() + "@" + record.offset();
  }
}
