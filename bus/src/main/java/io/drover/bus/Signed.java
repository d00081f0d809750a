package io.drover.bus;

import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * A record that says who signed it. Nothing is proven before {@link #by} has said so.
 *
 * @param principal who is said to have signed
 * @param signedAt when it is said to have been signed
 * @param content the bytes that the signature is over
 * @param signature the signature
 */
public record Signed(String principal, Instant signedAt, byte[] content, byte[] signature) {

  /** Header with the signature in base64. */
  public static final String SIGNATURE_HEADER = "drover-signature";

  /** Header with the name of the one who signed. */
  public static final String PRINCIPAL_HEADER = "drover-principal";

  /** Header with the time of signing, ISO-8601. */
  public static final String TIME_HEADER = "drover-signed-at";

  private static final int LONGEST = 1024;

  /**
   * What a record says about its signature.
   *
   * @return empty when one of the three headers is absent or cannot be read
   */
  public static Optional<Signed> of(String fullTopic, Headers headers, byte @Nullable [] body) {
    String principal = text(headers, PRINCIPAL_HEADER);
    String time = text(headers, TIME_HEADER);
    String signature = text(headers, SIGNATURE_HEADER);
    if (principal == null || time == null || signature == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new Signed(
              principal,
              Instant.parse(time),
              SignedContent.of(fullTopic, headers, body),
              Base64.getDecoder().decode(signature)));
    } catch (DateTimeException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Whether the owner of this Ed25519 key signed this record's topic, headers and body. */
  public boolean by(PublicKey key) {
    try {
      Signature check = Signature.getInstance("Ed25519");
      check.initVerify(key);
      check.update(content);
      return check.verify(signature);
    } catch (GeneralSecurityException malformed) {
      return false;
    }
  }

  private static @Nullable String text(Headers headers, String name) {
    byte[] value = SignedContent.value(headers, name);
    return value.length == 0 || value.length > LONGEST ? null : Text.printable(value);
  }
}
