package io.drover.bus;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.avro.Schema.Field;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;

/**
 * SHA-256 over the content of a command: the record's name, then name and value of each field in
 * the schema's order, every part with its length before it. Fields that hold their default are left
 * out, so that a field added in a later version does not change the digest of an earlier request.
 */
final class Digest {

  private final MessageDigest sha;

  private Digest() {
    try {
      this.sha = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256.", e);
    }
  }

  static String of(SpecificRecord record) {
    Digest digest = new Digest();
    digest.text(record.getSchema().getFullName());
    SpecificData data = SpecificData.getForClass(record.getClass());
    for (Field field : record.getSchema().getFields()) {
      Object value = record.get(field.pos());
      if (!field.hasDefaultValue() || !Objects.equals(value, data.getDefaultValue(field))) {
        digest.text(field.name());
        digest.value(value);
      }
    }
    return HexFormat.of().formatHex(digest.sha.digest());
  }

  private void value(Object value) {
    switch (value) {
      case Instant instant -> text(String.valueOf(instant.toEpochMilli()));
      case Map<?, ?> map -> {
        Map<String, String> sorted = new TreeMap<>();
        map.forEach((key, item) -> sorted.put(String.valueOf(key), String.valueOf(item)));
        text(String.valueOf(sorted.size()));
        sorted.forEach(
            (key, item) -> {
              text(key);
              text(item);
            });
      }
      case List<?> list -> {
        text(String.valueOf(list.size()));
        list.forEach(item -> text(String.valueOf(item)));
      }
      default -> text(String.valueOf(value));
    }
  }

  private void text(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    sha.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
    sha.update(bytes);
  }
}
