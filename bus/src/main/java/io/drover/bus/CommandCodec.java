package io.drover.bus;

import com.fasterxml.jackson.databind.JsonNode;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Reads commands, which may be Avro or JSON, and checks what holds for all of them. Thread-safe.
 *
 * <p>Strings hold no control characters (but line breaks and tabs in {@code reason}); {@code
 * operationId} has 1 to 40 of {@code A-Za-z0-9._-}; {@code database}, {@code requestedBy} and
 * others have at most 128 characters, {@code reason} 1024; {@code targetName} 63 bytes; there are
 * at most 32 labels.
 */
public final class CommandCodec {

  private final Codec codec;

  /** Reads Avro through this codec. */
  public CommandCodec(Codec codec) {
    this.codec = codec;
  }

  /** Whether a text may be an operationId. */
  public static boolean validOperationId(@Nullable String text) {
    return CommandRules.validOperationId(text);
  }

  /**
   * The command that a record's body states. JSON is told by the envelope's content type, or by a
   * body that begins with a brace.
   *
   * @throws UnreadableException when the bytes are neither JSON nor Avro of this type
   * @throws InvalidCommandException when they are, but the command is wrong
   * @throws BusUnavailableException when the writer's schema cannot be looked up now
   */
  public <T extends SpecificRecord> T read(
      byte @Nullable [] body, @Nullable Envelope envelope, Class<T> type)
      throws UnreadableException, InvalidCommandException {
    if (body == null || body.length == 0) {
      throw new MalformedException("EMPTY", "The record has no body.");
    }
    if ((envelope != null && envelope.json()) || beginsWithBrace(body)) {
      return readJson(body, type);
    }
    T command = codec.decode(body, type);
    try {
      CommandRules.check(command);
    } catch (FieldException e) {
      throw invalid(e, text(command, "operationId"), text(command, "database"));
    }
    return command;
  }

  /** The record as JSON: instants as ISO-8601, absent values left out. */
  public byte[] writeJson(SpecificRecord record) {
    return JsonWriter.bytes(record);
  }

  /**
   * SHA-256 of the content, lower-case hexadecimal: the same for the same command in either
   * encoding, whatever the order of its labels.
   */
  public static String digest(SpecificRecord command) {
    return Digest.of(command);
  }

  private static <T extends SpecificRecord> T readJson(byte[] body, Class<T> type)
      throws MalformedException, InvalidCommandException {
    JsonNode json = JsonReader.parse(body);
    try {
      T command = JsonReader.record(json, type);
      CommandRules.check(command);
      return command;
    } catch (FieldException e) {
      throw invalid(e, json.path("operationId").textValue(), json.path("database").textValue());
    }
  }

  private static InvalidCommandException invalid(
      FieldException e, @Nullable String operationId, @Nullable String database) {
    return new InvalidCommandException(
        e.field(),
        String.valueOf(e.getMessage()),
        CommandRules.validOperationId(operationId) ? operationId : null,
        CommandRules.validDatabase(database) ? database : null);
  }

  private static @Nullable String text(SpecificRecord record, String field) {
    return record.getSchema().getField(field) == null
        ? null
        : (String) record.get(record.getSchema().getField(field).pos());
  }

  private static boolean beginsWithBrace(byte[] body) {
    for (byte b : body) {
      if (b != ' ' && b != '\n' && b != '\r' && b != '\t') {
        return b == '{';
      }
    }
    return false;
  }
}
