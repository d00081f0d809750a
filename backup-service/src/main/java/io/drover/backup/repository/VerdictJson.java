package io.drover.backup.repository;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * A verdict as JSON that tells when it was changed: its first field is the SHA-256 of the rest, and
 * bytes that are not exactly what this class would write are refused.
 */
final class VerdictJson {
  private static final String SHA256 = "sha256";

  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .enable(SerializationFeature.INDENT_OUTPUT)
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private VerdictJson() {}

  static byte[] write(Verdict verdict) {
    return sealed(MAPPER.valueToTree(verdict));
  }

  /** The verdict; empty when the bytes are damaged or of a form that this version cannot read. */
  static Optional<Verdict> read(byte[] json) {
    try {
      JsonNode tree = MAPPER.readTree(json);
      if (!(tree instanceof ObjectNode content)) {
        return Optional.empty();
      }
      content.remove(SHA256);
      if (!Arrays.equals(sealed(content), json)) {
        return Optional.empty();
      }
      Verdict verdict = MAPPER.treeToValue(content, Verdict.class);
      return verdict.verdictVersion() == Verdict.VERSION ? Optional.of(verdict) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static byte[] sealed(ObjectNode content) {
    try {
      String rest = new String(MAPPER.writeValueAsBytes(content), StandardCharsets.UTF_8);
      ObjectNode whole = MAPPER.createObjectNode().put(SHA256, BackupId.hash(rest));
      whole.setAll(content);
      return MAPPER.writeValueAsBytes(whole);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a verdict cannot be written as JSON", e);
    }
  }
}
