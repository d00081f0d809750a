package io.drover.system.checker;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import org.apache.avro.generic.GenericRecord;

/** A request that anyone can read, as it was published. */
record Request(RawRecord record, String kind, JsonNode fields) {
  private static final ObjectMapper JSON = new ObjectMapper();

  static Optional<Request> of(RawRecord record, String topic, AvroReader avro) {
    String kind = topic.replace("-requested", "");
    Optional<GenericRecord> decoded = avro.decode(record.body());
    try {
      JsonNode node =
          decoded.isPresent()
              ? JSON.readTree(decoded.get().toString())
              : JSON.readTree(record.body());
      return node != null && node.isObject()
          ? Optional.of(new Request(record, kind, node))
          : Optional.empty();
    } catch (JsonProcessingException garbage) {
      return Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  boolean named() {
    return fields.path("operationId").isTextual() && fields.path("database").isTextual();
  }

  String operationId() {
    return fields.path("operationId").asText();
  }

  String operation() {
    return kind + "/" + operationId();
  }

  String text(String field) {
    return fields.path(field).asText();
  }

  boolean expiredWhenPublished() {
    JsonNode expiresAt = fields.path("expiresAt");
    if (expiresAt.isTextual() && !expiresAt.asText().isEmpty()) {
      return expiresAt.asText().endsWith("Z")
          && !Instant.parse(expiresAt.asText()).isAfter(Instant.ofEpochMilli(record.timestamp()));
    }
    return expiresAt.isNumber() && expiresAt.asLong() <= record.timestamp();
  }
}
