package io.drover.monitor.request;

import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drover.bus.CommandCodec;
import io.drover.bus.InvalidCommandException;
import io.drover.bus.UnreadableException;
import io.drover.monitor.access.Caller;
import io.drover.service.target.Policy;
import java.io.IOException;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** The JSON of a request on its way to a record, read as strictly as the bus reads it. */
final class Body {
  private static final int DEPTH = 16;
  private static final String REQUESTER = "requestedBy";
  private static final ObjectMapper MAPPER =
      JsonMapper.builder(
              new JsonFactoryBuilder()
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(DEPTH).build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final ObjectNode json;

  private Body(ObjectNode json) {
    this.json = json;
  }

  static Body of(byte[] bytes) throws RefusedException {
    try {
      if (MAPPER.readTree(bytes) instanceof ObjectNode object) {
        return new Body(object);
      }
    } catch (JsonProcessingException e) {
      String what = e.getOriginalMessage().lines().findFirst().orElse("it ends too early");
      throw RefusedException.invalid(
          "The body is not JSON: " + what.substring(0, Math.min(200, what.length())), remedy());
    } catch (IOException e) {
      throw RefusedException.invalid("The body is not UTF-8 text.", remedy());
    }
    throw RefusedException.invalid("The body is not a JSON object.", remedy());
  }

  /** Takes a text out of the body; null when it is not there. */
  @Nullable String take(String field) throws RefusedException {
    JsonNode value = json.remove(field);
    if (value == null || value.isNull()) {
      return null;
    }
    if (!value.isTextual()) {
      throw RefusedException.invalid(field + " must be a string.", remedy());
    }
    return value.textValue();
  }

  /** The same for one that must be there. */
  String must(String field) throws RefusedException {
    String value = take(field);
    if (value == null || value.isBlank()) {
      throw RefusedException.invalid(field + " is missing.", remedy());
    }
    return value;
  }

  boolean has(String field) {
    return json.hasNonNull(field);
  }

  Body with(String field, String value) {
    json.put(field, value);
    return this;
  }

  /** Names who asks; whoever is known cannot ask in another's name. */
  Body by(Caller caller, boolean onBehalf) throws RefusedException {
    String claimed = take(REQUESTER);
    if (claimed != null && !claimed.isEmpty() && !claimed.equals(caller.name())) {
      throw RefusedException.notPermitted(
          "requestedBy names someone else than " + caller.name() + ", whose token it is.",
          "Leave requestedBy out.");
    }
    return with(REQUESTER, onBehalf ? Policy.ON_BEHALF + caller.name() : caller.name());
  }

  /** The record, checked as the bus checks it. */
  <T extends SpecificRecord> T as(CommandCodec codec, Class<T> type) throws RefusedException {
    try {
      return codec.read(MAPPER.writeValueAsBytes(json), null, type);
    } catch (InvalidCommandException | UnreadableException e) {
      throw RefusedException.invalid(String.valueOf(e.getMessage()), remedy());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("What was read as JSON cannot be written.", e);
    }
  }

  private static String remedy() {
    return "GET /api/openapi.yaml says what the body holds.";
  }
}
