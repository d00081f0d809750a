package io.drover.monitor.alert;

import io.drover.bus.CommandCodec;
import io.drover.bus.InvalidCommandException;
import io.drover.bus.Message;
import io.drover.bus.UnreadableException;
import io.drover.schemas.AlertControl;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Makes of each record on the topic of controls what it is, without input and output. */
final class ControlReader {
  static final Duration USUAL = Duration.ofHours(8);
  static final Duration LONGEST = Duration.ofDays(30);

  private final CommandCodec commands;

  ControlReader(CommandCodec commands) {
    this.commands = commands;
  }

  /** What a record is. */
  sealed interface Reading {
    /** Something that someone has said. */
    record Said(Control control) implements Reading {}

    /** It can be read, but not be done as written. */
    record Refused(AlertControl control, String message, String remedy) implements Reading {}

    /** It can be read in part: a field is wrong. */
    record Invalid(InvalidCommandException why) implements Reading {}
  }

  /**
   * Reads a record.
   *
   * @throws UnreadableException it is no control at all
   */
  Reading read(Message<byte[]> message) throws UnreadableException {
    try {
      return said(
          commands.read(message.body(), message.envelope(), AlertControl.class),
          message.timestamp());
    } catch (InvalidCommandException why) {
      return new Reading.Invalid(why);
    }
  }

  private static Reading said(AlertControl control, Instant at) {
    Optional<Control.Action> action = Control.Action.of(control.getAction());
    if (action.isEmpty()) {
      return new Reading.Refused(
          control,
          "The action " + control.getAction() + " is not known.",
          "Use the action acknowledge, silence or release.");
    }
    if (control.getAlertId().isEmpty()
        && control.getDatabase().isEmpty()
        && control.getServer().isEmpty()
        && control.getName().isEmpty()) {
      return new Reading.Refused(
          control,
          "It names no alert, database, server or name of alerts, and would mean all there are.",
          "Fill one of alertId, database, server and name.");
    }
    Instant until = until(control, action.get(), at);
    if (!until.isAfter(at)) {
      return new Reading.Refused(
          control,
          "It was over at " + until + ", before it was said.",
          "Set until to a later instant, or leave it out for 8 hours.");
    }
    if (until.isAfter(at.plus(LONGEST))) {
      return new Reading.Refused(
          control,
          "It would hold until " + until + ", which is more than 30 days.",
          "Set until to an instant within 30 days.");
    }
    return new Reading.Said(
        new Control(
            action.get(),
            control.getAlertId(),
            control.getDatabase(),
            control.getServer(),
            control.getName(),
            control.getRequestedBy().isBlank() ? "unknown" : control.getRequestedBy(),
            control.getReason(),
            at,
            until));
  }

  /** A release holds for as long as anything that it takes back could. */
  private static Instant until(AlertControl control, Control.Action action, Instant at) {
    if (action == Control.Action.RELEASE) {
      return at.plus(LONGEST);
    }
    Instant until = control.getUntil();
    return (until == null ? at.plus(USUAL) : until).truncatedTo(ChronoUnit.MILLIS);
  }
}
