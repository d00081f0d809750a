package io.drover.service.intake;

import io.drover.bus.CommandCodec;
import io.drover.bus.Envelope;
import io.drover.bus.InvalidCommandException;
import io.drover.bus.UnreadableException;
import io.drover.schemas.Kinds;
import io.drover.schemas.OperationControl;
import io.drover.service.operation.OperationFailure;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Makes of each control what it is, without input and output. Thread-safe. */
final class ControlReader {
  private final CommandCodec commands;
  private final Submissions submissions;
  private final Refusals refusals;
  private final Set<String> kinds;

  /**
   * @param kinds those that this service carries out
   */
  ControlReader(
      CommandCodec commands, Submissions submissions, Refusals refusals, Set<String> kinds) {
    this.commands = commands;
    this.submissions = submissions;
    this.refusals = refusals;
    this.kinds = Set.copyOf(kinds);
  }

  /**
   * Every service reads the controls, but only one of them answers what is meant for none: the one
   * that carries out the contract's first kind.
   */
  boolean speaksForAll() {
    return kinds.contains(Kinds.ALL.getFirst());
  }

  Reading read(ConsumerRecord<byte[], byte[]> record, @Nullable Envelope envelope)
      throws UnreadableException {
    try {
      OperationControl control = commands.read(record.value(), envelope, OperationControl.class);
      if (!kinds.contains(control.getKind())) {
        return speaksForAll() && !Kinds.ALL.contains(control.getKind())
            ? new Reading.Answer(record, refusals.unknownKind(control, envelope))
            : new Reading.Nothing();
      }
      return switch (control.getAction()) {
        case Reading.CANCEL ->
            new Reading.Control(
                control.getKind(),
                control.getOperationId(),
                control.getRequestedBy(),
                control.getReason());
        case Reading.APPROVE, Reading.REJECT -> decision(record, envelope, control);
        default -> new Reading.Answer(record, refusals.unknownAction(control, envelope));
      };
    } catch (InvalidCommandException invalid) {
      return speaksForAll()
          ? new Reading.Answer(
              record, refusals.invalid("control", OperationControl.class, envelope, invalid))
          : new Reading.Nothing();
    }
  }

  private Reading decision(
      ConsumerRecord<byte[], byte[]> record,
      @Nullable Envelope envelope,
      OperationControl control) {
    try {
      submissions.prove(RequestReader.signed(record), control.getRequestedBy(), record.timestamp());
      return new Reading.Decided(record, control, envelope);
    } catch (OperationFailure unproven) {
      return new Reading.Answer(record, refusals.refused(control, envelope, unproven));
    }
  }
}
