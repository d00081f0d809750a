package io.drover.bus;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Ed25519 keys as text (RFC 7468). */
public final class Pem {
  private static final Pattern PRIVATE = block("PRIVATE KEY");
  private static final Pattern PUBLIC = block("PUBLIC KEY");

  private Pem() {}

  /**
   * A public key: SubjectPublicKeyInfo in base64, with or without PEM's lines around it.
   *
   * @throws IllegalArgumentException it is none; the message is the end of a sentence
   */
  public static PublicKey publicKey(String text) {
    Matcher pem = PUBLIC.matcher(text);
    String base64 = pem.find() ? pem.group(1) : text;
    try {
      byte[] encoded = Base64.getDecoder().decode(base64.replaceAll("\\s", ""));
      return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "holds no public Ed25519 key in base64 or PEM (openssl pkey -pubout)", e);
    }
  }

  static PrivateKey privateKey(String text) throws GeneralSecurityException {
    Matcher pem = PRIVATE.matcher(text);
    if (!pem.find()) {
      throw new IllegalArgumentException("no private key");
    }
    byte[] encoded = Base64.getDecoder().decode(pem.group(1).replaceAll("\\s", ""));
    return KeyFactory.getInstance("Ed25519").generatePrivate(new PKCS8EncodedKeySpec(encoded));
  }

  static String of(PrivateKey key) {
    Base64.Encoder lines = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));
    return "-----BEGIN PRIVATE KEY-----\n"
        + lines.encodeToString(key.getEncoded())
        + "\n-----END PRIVATE KEY-----\n";
  }

  private static Pattern block(String label) {
    return Pattern.compile(
        "-----BEGIN " + label + "-----([A-Za-z0-9+/=\\s]+)-----END " + label + "-----");
  }
}
