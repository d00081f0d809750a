package io.drover.bus;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.schemas.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.PublicKey;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SigningTest {
  /** The key of RFC 8032, 7.1, test 1; the signature below was made of it by OpenSSL. */
  private static final String PRIVATE =
      """
      -----BEGIN PRIVATE KEY-----
      MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g
      -----END PRIVATE KEY-----
      """;

  private static final String PUBLIC =
      "MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";
  private static final String TOPIC = "drover.migrate-requested";
  private static final Instant TIME = Instant.parse("2026-11-21T10:00:00Z");
  private static final byte[] BODY =
      ("{\"operationId\":\"release-42\",\"database\":\"shop\",\"mode\":\"APPLY\","
              + "\"requestedBy\":\"ann\"}")
          .getBytes(UTF_8);

  @TempDir Path folder;

  private Path file(String text) throws IOException {
    Path file = Files.writeString(folder.resolve("key.pem"), text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    return file;
  }

  private Headers signed() throws IOException {
    Headers headers = new RecordHeaders().add("content-type", "application/json".getBytes(UTF_8));
    SigningKey.read(file("Principal: ann\n" + PRIVATE)).sign(TOPIC, headers, BODY, TIME);
    return headers;
  }

  private static boolean proven(String topic, Headers headers, byte[] body) {
    PublicKey key = Pem.publicKey(PUBLIC);
    return Signed.of(topic, headers, body).orElseThrow().by(key);
  }

  private static Headers with(Headers headers, String name, String value) {
    RecordHeaders changed = new RecordHeaders(headers.toArray());
    changed.remove(name);
    return changed.add(name, value.getBytes(UTF_8));
  }

  @Test
  void theSignatureOfTheDocumentationIsMadeAndProven() throws Exception {
    Headers headers = signed();

    assertThat(new String(headers.lastHeader("drover-signature").value(), UTF_8))
        .isEqualTo(
            "aTChgfLEupFitAWXmGDaTpuel8dQ2I1Cspkvus5LAv7LQHpShW7nKPFEwJqvQ+CBeKEKLbRq0/iASXpoUsElBQ==");
    assertThat(HexFormat.of().formatHex(SignedContent.of(TOPIC, headers, BODY)))
        .startsWith("00000012" + "64726f7665722d7369676e61747572652d31" + "00000018");
    assertThat(Signed.of(TOPIC, headers, BODY).orElseThrow().principal()).isEqualTo("ann");
    assertThat(Signed.of(TOPIC, headers, BODY).orElseThrow().signedAt()).isEqualTo(TIME);
    assertThat(proven(TOPIC, headers, BODY)).isTrue();
  }

  @Test
  void whatWasChangedAfterwardsIsNotProven() throws Exception {
    Headers headers = signed();
    byte[] body = BODY.clone();
    body[body.length - 2] ^= 1;

    assertThat(proven(TOPIC, headers, body)).isFalse();
    assertThat(proven("drover.restore-requested", headers, BODY)).isFalse();
    assertThat(proven(TOPIC, with(headers, "drover-principal", "bob"), BODY)).isFalse();
    assertThat(proven(TOPIC, with(headers, "drover-signed-at", "2027-01-01T00:00:00Z"), BODY))
        .isFalse();
    assertThat(proven(TOPIC, with(headers, "content-type", "application/avro"), BODY)).isFalse();
    assertThat(proven(TOPIC, with(headers, "drover-signature", "AAAA"), BODY)).isFalse();
    // The border between two parts is signed too.
    assertThat(proven(TOPIC + "a", with(headers, "drover-principal", "nn"), BODY)).isFalse();
  }

  @Test
  void aRecordWithoutAllOfItsHeadersIsUnsigned() throws Exception {
    Headers headers = signed();

    assertThat(Signed.of(TOPIC, new RecordHeaders(), BODY)).isEmpty();
    assertThat(Signed.of(TOPIC, with(headers, "drover-signature", "no base64!"), BODY)).isEmpty();
    assertThat(Signed.of(TOPIC, with(headers, "drover-signed-at", "yesterday"), BODY)).isEmpty();
    assertThat(Signed.of(TOPIC, with(headers, "drover-principal", "a\u0000b"), BODY)).isEmpty();
  }

  @Test
  void aKeyThatIsMadeIsReadByItsOwnerOnly() throws Exception {
    Path file = folder.resolve("alice.pem");
    String publicKey = SigningKey.create("alice", file);
    Headers headers = new RecordHeaders();
    SigningKey key = SigningKey.read(file);
    key.sign(TOPIC, headers, BODY);

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(key.principal()).isEqualTo("alice");
    assertThat(Signed.of(TOPIC, headers, BODY).orElseThrow().by(Pem.publicKey(publicKey))).isTrue();
    assertThat(proven(TOPIC, headers, BODY)).isFalse();
    assertThatThrownBy(() -> SigningKey.create("alice", file))
        .isInstanceOf(KeyException.class)
        .hasMessageContaining("there already");
  }

  @Test
  void aKeyThatOthersMayReadOrThatIsNoneIsRefusedAndNotRepeated() throws Exception {
    Path file = file("Principal: ann\n" + PRIVATE);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    assertThatThrownBy(() -> SigningKey.read(file)).hasMessageEndingWith("chmod 600 " + file);
    String secret = PRIVATE.lines().toList().get(1);
    for (String text :
        new String[] {
          PRIVATE,
          "Principal: a b\n" + PRIVATE,
          "Principal: ann\n" + secret,
          "Principal: ann\n" + PRIVATE.replace("MC4C", "MC4D")
        }) {
      assertThatThrownBy(() -> SigningKey.read(file(text)))
          .isInstanceOf(KeyException.class)
          .hasNoCause()
          .hasMessageNotContaining(secret);
    }
    assertThatThrownBy(() -> SigningKey.read(folder.resolve("none")))
        .hasMessageContaining("does not exist");
  }

  @Test
  void aPublicKeyIsReadInBase64AndInPem() {
    assertThat(
            Pem.publicKey("-----BEGIN PUBLIC KEY-----\n" + PUBLIC + "\n-----END PUBLIC KEY-----"))
        .isEqualTo(Pem.publicKey(PUBLIC));
    assertThatThrownBy(() -> Pem.publicKey(Base64.getEncoder().encodeToString(new byte[44])))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no public Ed25519 key");
    assertThatThrownBy(() -> Pem.publicKey("*")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void namesOfPrincipalsHaveNoBlanks() {
    assertThat(SigningKey.validName("drover/migration-service")).isTrue();
    assertThat(SigningKey.validName("ann@example.org")).isTrue();
    assertThat(SigningKey.validName("a b")).isFalse();
    assertThat(SigningKey.validName("")).isFalse();
    assertThat(Topics.all().stream().filter(topic -> topic.command()))
        .contains(Topics.MIGRATE_REQUESTED, Topics.OPERATION_CONTROL)
        .doesNotContain(Topics.OPERATION_EVENTS, Topics.BACKUPS);
  }
}
