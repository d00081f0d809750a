package io.drover.cli.request;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drover.bus.Codec;
import io.drover.bus.CommandCodec;
import io.drover.bus.PublishedAt;
import io.drover.bus.SchemaLookup;
import io.drover.cli.terminal.Terminal;
import io.drover.schemas.OperationHeader;
import io.drover.schemas.OperationProgress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import org.apache.avro.specific.SpecificRecord;

/**
 * One JSON object a line. {@code type} says what it is: {@code published}, {@code timed-out}, or
 * the name of a record of the contract, whose fields follow, those of its header first.
 */
public record JsonView(Terminal terminal) implements OperationView {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final CommandCodec RECORDS = new CommandCodec(new Codec(SchemaLookup.none()));

  @Override
  public void published(Request request, PublishedAt at) {
    print(
        JSON.createObjectNode()
            .put("type", "published")
            .put("kind", request.kind())
            .put("operationId", request.operationId())
            .put("database", request.database())
            .put("topic", at.topic())
            .put("partition", at.partition())
            .put("offset", at.offset()));
  }

  @Override
  public void left(String operationId) {
    // The object of the publishing says all that a script needs.
  }

  @Override
  public void note(String sentence) {
    // Scripts go by the facts and by the exit code.
  }

  @Override
  public void fact(OperationHeader header, SpecificRecord fact) {
    print(object(fact));
  }

  @Override
  public void progress(OperationProgress progress) {
    print(object(progress));
  }

  @Override
  public void timedOut(String operationId, Duration waited) {
    print(
        JSON.createObjectNode()
            .put("type", "timed-out")
            .put("operationId", operationId)
            .put("waitedSeconds", waited.toSeconds()));
  }

  @Override
  public void close() {
    terminal.out().flush();
  }

  /** The record as an object with the fields of its header beside its own. */
  public static ObjectNode object(SpecificRecord record) {
    try {
      ObjectNode object = JSON.createObjectNode();
      object.put("type", record.getSchema().getName());
      JSON.readTree(RECORDS.writeJson(record))
          .properties()
          .forEach(field -> put(object, field.getKey(), field.getValue()));
      return object;
    } catch (IOException e) {
      throw new UncheckedIOException("JSON that was written a moment ago cannot be read.", e);
    }
  }

  private static void put(ObjectNode object, String name, JsonNode value) {
    if (name.equals("header")) {
      value.properties().forEach(field -> object.set(field.getKey(), field.getValue()));
    } else {
      object.set(name, value);
    }
  }

  /** Writes the object as one line. */
  public void print(ObjectNode object) {
    try {
      terminal.line(JSON.writeValueAsString(object));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("An object could not be written as JSON.", e);
    }
  }
}
