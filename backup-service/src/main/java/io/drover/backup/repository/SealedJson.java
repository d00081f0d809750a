package io.drover.backup.repository;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.Consumer;

/**
 * JSON for people that notices when a bit of it has changed. Its first field {@code sha256} is the
 * SHA-256 of the whole text with zeros in the place of these 64 digits.
 */
public final class SealedJson {
  private static final String FIELD = "sha256";
  private static final int DIGITS = 64;
  private static final byte[] ZEROS = "0".repeat(DIGITS).getBytes(StandardCharsets.US_ASCII);
  private static final byte[] BEFORE =
      ("{\n  \"" + FIELD + "\" : \"").getBytes(StandardCharsets.US_ASCII);

  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .enable(SerializationFeature.INDENT_OUTPUT)
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private SealedJson() {}

  /** The text is not what was sealed, or not what was asked for. */
  public static final class DamagedException extends Exception {
    DamagedException(String message, Throwable cause) {
      super(message, cause);
    }

    DamagedException(String message) {
      super(message);
    }
  }

  /** Writes a record; unknown fields of its type do not disturb older readers. */
  public static byte[] write(Object value) {
    try {
      ObjectNode root = MAPPER.createObjectNode();
      root.put(FIELD, new String(ZEROS, StandardCharsets.US_ASCII));
      root.setAll((ObjectNode) MAPPER.valueToTree(value));
      byte[] json = text(root);
      System.arraycopy(seal(json), 0, json, BEFORE.length, DIGITS);
      return json;
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the value cannot be written as JSON", e);
    }
  }

  /** With the line ends of every platform alike, as the seal's place depends on them. */
  private static byte[] text(ObjectNode root) throws JsonProcessingException {
    return MAPPER
        .writeValueAsString(root)
        .replace(System.lineSeparator(), "\n")
        .getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Reads a record.
   *
   * @throws DamagedException the seal is missing or broken, or the text holds something else
   */
  public static <T> T read(byte[] json, Class<T> type) throws DamagedException {
    if (!isSealed(json)) {
      throw new DamagedException("bears no checksum");
    }
    if (!isWhole(json)) {
      throw new DamagedException("differs from its checksum");
    }
    return parse(json, type);
  }

  /** Whether the text is sealed and just as it was sealed, whatever it says. */
  static boolean isWhole(byte[] json) {
    return isSealed(json)
        && Arrays.equals(
            seal(json), Arrays.copyOfRange(json, BEFORE.length, BEFORE.length + DIGITS));
  }

  /** Whether the text claims to be sealed. */
  static boolean isSealed(byte[] json) {
    return json.length > BEFORE.length + DIGITS
        && Arrays.equals(json, 0, BEFORE.length, BEFORE, 0, BEFORE.length);
  }

  /** Reads without looking at the seal. */
  static <T> T parse(byte[] json, Class<T> type) throws DamagedException {
    try {
      T value = MAPPER.readValue(json, type);
      if (value == null) {
        throw new DamagedException("is empty");
      }
      return value;
    } catch (IOException e) {
      throw new DamagedException("is damaged", e);
    }
  }

  /** A value of which some fields are others. */
  static <T> T changed(T value, Class<T> type, Consumer<ObjectNode> change) {
    try {
      ObjectNode root = MAPPER.valueToTree(value);
      change.accept(root);
      return MAPPER.treeToValue(root, type);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the value cannot be written as JSON", e);
    }
  }

  private static byte[] seal(byte[] json) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(json, 0, BEFORE.length);
      digest.update(ZEROS);
      int after = BEFORE.length + DIGITS;
      digest.update(json, after, json.length - after);
      return HexFormat.of().formatHex(digest.digest()).getBytes(StandardCharsets.US_ASCII);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
