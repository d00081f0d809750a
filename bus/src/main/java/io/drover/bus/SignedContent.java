package io.drover.bus;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * The bytes that a signature is made over: the text {@code drover-signature-1}, then full topic
 * name, principal, signing time, content type and body, each part with its length before it in four
 * bytes. Headers count as the bytes that stand in the record; an absent one is empty.
 */
final class SignedContent {
  private static final byte[] PURPOSE = "drover-signature-1".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] NOTHING = {};

  private SignedContent() {}

  static byte[] of(String fullTopic, Headers headers, byte @Nullable [] body) {
    ByteArrayOutputStream content = new ByteArrayOutputStream(256);
    add(content, PURPOSE);
    add(content, fullTopic.getBytes(StandardCharsets.UTF_8));
    add(content, value(headers, Signed.PRINCIPAL_HEADER));
    add(content, value(headers, Signed.TIME_HEADER));
    add(content, value(headers, "content-type"));
    add(content, body == null ? NOTHING : body);
    return content.toByteArray();
  }

  static byte[] value(Headers headers, String name) {
    Header header = headers.lastHeader(name);
    return header == null || header.value() == null ? NOTHING : header.value();
  }

  private static void add(ByteArrayOutputStream content, byte[] part) {
    content.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(part.length).array());
    content.writeBytes(part);
  }
}
