package io.drover.system.checker;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A record as it lies in Kafka; its arrays are not changed. */
@SuppressWarnings("ArrayRecordComponent")
record RawRecord(
    String topic,
    int partition,
    long offset,
    long timestamp,
    byte @Nullable [] key,
    byte @Nullable [] value,
    Map<String, byte[]> headers) {

  String keyText() {
    return key == null ? "" : new String(key, StandardCharsets.UTF_8);
  }

  byte[] body() {
    return value == null ? new byte[0] : value;
  }

  String header(String name) {
    byte[] header = headers.get(name);
    return header == null ? "" : new String(header, StandardCharsets.UTF_8);
  }

  String place() {
    return topic + "-" + partition + "@" + offset;
  }
}
