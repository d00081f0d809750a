package io.drover.monitor.projection;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/** Where a page ends: the place of its last row in the order, newest first. */
public record Place(Instant at, String id) {
  private static final String SEPARATOR = "\n";

  /** Opaque text for an address. */
  public String text() {
    String plain = at + SEPARATOR + id;
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(plain.getBytes(StandardCharsets.UTF_8));
  }

  /** The place that this text stands for; empty when it stands for none. */
  public static Optional<Place> of(String text) {
    try {
      String plain = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
      String[] parts = Clean.characters(plain).split(SEPARATOR, 2);
      return parts.length == 2
          ? Optional.of(new Place(Clean.instant(Instant.parse(parts[0])), parts[1]))
          : Optional.empty();
    } catch (IllegalArgumentException | DateTimeException e) {
      return Optional.empty();
    }
  }
}
