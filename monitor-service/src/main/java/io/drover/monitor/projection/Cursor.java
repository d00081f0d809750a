package io.drover.monitor.projection;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/** Where a page of operations ends: the place of its last one in the order, newest first. */
public record Cursor(Instant firstAt, String kind, String operationId) {
  private static final String SEPARATOR = "\n";

  static Cursor after(OperationView last) {
    return new Cursor(last.firstAt(), last.kind(), last.operationId());
  }

  /** Opaque text for an address. */
  public String text() {
    String plain = String.join(SEPARATOR, firstAt.toString(), kind, operationId);
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(plain.getBytes(StandardCharsets.UTF_8));
  }

  /** The cursor that this text stands for; empty when it stands for none. */
  public static Optional<Cursor> of(String text) {
    try {
      String plain = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
      String[] parts = Clean.characters(plain).split(SEPARATOR, 3);
      return parts.length == 3
          ? Optional.of(new Cursor(Clean.instant(Instant.parse(parts[0])), parts[1], parts[2]))
          : Optional.empty();
    } catch (IllegalArgumentException | DateTimeException e) {
      return Optional.empty();
    }
  }
}
