package io.drover.service.attempt;

import io.drover.service.target.OnBusy;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** The fields that every command has, read by name. */
public record CommandOptions(OnBusy onBusy, boolean preemptible, @Nullable Integer timeoutSeconds) {

  /** Reads them; a command without {@code preemptible} is not. */
  public static CommandOptions of(SpecificRecord command) {
    return new CommandOptions(
        field(command, "onBusy") instanceof String word ? OnBusy.of(word) : OnBusy.WAIT,
        Boolean.TRUE.equals(field(command, "preemptible")),
        field(command, "timeoutSeconds") instanceof Integer seconds ? seconds : null);
  }

  private static @Nullable Object field(SpecificRecord command, String name) {
    Schema.Field field = command.getSchema().getField(name);
    return field == null ? null : command.get(field.pos());
  }
}
