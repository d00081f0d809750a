package io.drover.bus;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.drover.schemas.BackupRequested;
import io.drover.schemas.MigrateRequested;
import io.drover.schemas.OperationControl;
import io.drover.schemas.RestoreRequested;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandCodecTest {

  private final Codec avro = new Codec(SchemaLookup.none());
  private final CommandCodec commands = new CommandCodec(avro);

  @Test
  void missingOptionalFieldsTakeTheirDefaults() throws Exception {
    assertThat(read("{\"operationId\":\"a-1\",\"database\":\"shop\"}"))
        .isEqualTo(BackupRequested.newBuilder().setOperationId("a-1").setDatabase("shop").build());
  }

  @Test
  void aCommandIsTheSameInBothEncodings() throws Exception {
    BackupRequested request = Records.request("a-1");
    assertThat(commands.read(commands.writeJson(request), null, BackupRequested.class))
        .isEqualTo(request);
    assertThat(commands.read(avro.encode(request), null, BackupRequested.class)).isEqualTo(request);
  }

  @Test
  void theDigestDependsOnTheContentAlone() throws Exception {
    BackupRequested request = Records.request("a-1");
    Map<String, String> turned = new LinkedHashMap<>();
    turned.put("team", "shop");
    turned.put("run", "7");
    String digest = CommandCodec.digest(request);
    assertThat(digest).matches("[0-9a-f]{64}");
    assertThat(CommandCodec.digest(BackupRequested.newBuilder(request).setLabels(turned).build()))
        .isEqualTo(digest);
    assertThat(
            CommandCodec.digest(
                commands.read(commands.writeJson(request), null, BackupRequested.class)))
        .isEqualTo(digest);
    assertThat(
            CommandCodec.digest(commands.read(avro.encode(request), null, BackupRequested.class)))
        .isEqualTo(digest);
  }

  @Test
  void theDigestTellsDifferentCommandsApart() {
    BackupRequested request = Records.request("a-1");
    assertThat(CommandCodec.digest(request))
        .isNotEqualTo(CommandCodec.digest(Records.request("a-2")))
        .isNotEqualTo(
            CommandCodec.digest(
                BackupRequested.newBuilder(request)
                    .setLabels(Map.of("team", "shop", "run", "8"))
                    .build()))
        .isNotEqualTo(
            CommandCodec.digest(BackupRequested.newBuilder(request).setPreemptible(true).build()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"\"2026-11-21T10:00:00Z\"", "\"2026-11-21T11:00:00+01:00\"", "1795255200000"})
  void instantsAreTextOrMilliseconds(String instant) throws Exception {
    assertThat(with("expiresAt", instant).getExpiresAt())
        .isEqualTo(Instant.parse("2026-11-21T10:00:00Z"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "timeoutSeconds | \"60\"",
        "timeoutSeconds | 1.5",
        "timeoutSeconds | 1e400",
        "timeoutSeconds | 99999999999999999999999999",
        "timeoutSeconds | 0",
        "preemptible | \"yes\"",
        "preemptible | null",
        "expiresAt | \"tomorrow\"",
        "expiresAt | true",
        "expiresAt | 1e400",
        "expiresAt | -1",
        "expiresAt | \"+999999999-12-31T23:59:59Z\"",
        "onBusy | \"push\"",
        "onBusy | {}",
        "requestedBy | [\"ann\"]",
        "requestedBy | \"a\\u0000b\"",
        "requestedBy | \"a\\nb\"",
        "requestedBy | \"\\ud800\"",
        "reason | \"\\u001b[31m\"",
        "labels | [1]",
        "labels | {\"\":\"x\"}",
        "labels | {\"a\\u0007\":\"x\"}",
        "unknownThing | 1",
      })
  void aWrongValueIsNamed(String field, String value) {
    InvalidCommandException failure = invalid(object(field, value));
    assertThat(failure.field()).isEqualTo(field);
    assertThat(failure).hasMessageContaining(field).message().endsWith(".");
    assertThat(failure.operationId()).isEqualTo("a-1");
    assertThat(failure.database()).isEqualTo("shop");
  }

  @Test
  void aWrongLabelIsNamedWithItsPath() {
    assertThat(invalid(object("labels", "{\"team\":5}")).field()).isEqualTo("labels.team");
    assertThat(invalid(object("labels", "{\"team\":\"\\u0000\"}")).field())
        .isEqualTo("labels.team");
  }

  @Test
  void tooMuchIsRefused() {
    StringBuilder labels = new StringBuilder("{\"k\":\"v\"");
    for (int i = 0; i < 32; i++) {
      labels.append(",\"k").append(i).append("\":\"v\"");
    }
    assertThat(invalid(object("labels", labels + "}")).field()).isEqualTo("labels");
    // Drover's own do not count, but there cannot be any number of them.
    String full = labels.toString().replace("\"k\":\"v\",", "");
    String own = ",\"drover.a\":\"v\",\"drover.b\":\"v\",\"drover.c\":\"v\",\"drover.d\":\"v\"";
    assertThatCode(() -> read(object("labels", full + own + "}"))).doesNotThrowAnyException();
    assertThat(invalid(object("labels", full + own + ",\"drover.e\":\"v\"}")).field())
        .isEqualTo("labels");
    assertThat(invalid(object("requestedBy", text(129))).field()).isEqualTo("requestedBy");
    assertThat(invalid(object("reason", text(1025))).field()).isEqualTo("reason");
    assertThat(invalid(object("labels", "{\"team\":" + text(129) + "}")).field())
        .isEqualTo("labels.team");
  }

  @Test
  void whatIsMissingIsNamed() {
    assertThat(invalid("{\"operationId\":\"a-1\"}").field()).isEqualTo("database");
    InvalidCommandException failure = invalid("{\"database\":\"shop\"}");
    assertThat(failure.field()).isEqualTo("operationId");
    assertThat(failure.operationId()).isNull();
    assertThat(failure.database()).isEqualTo("shop");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-a", "a b", "a/b", "ä", "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddX"})
  void anOperationIdThatIsNoneIsRefused(String id) {
    InvalidCommandException failure =
        invalid("{\"operationId\":\"" + id + "\",\"database\":\"shop\"}");
    assertThat(failure.field()).isEqualTo("operationId");
    assertThat(failure.operationId()).isNull();
  }

  @Test
  void aTargetNameOfMoreThan63BytesIsRefusedInAvroToo() {
    RestoreRequested request =
        RestoreRequested.newBuilder()
            .setOperationId("a-1")
            .setDatabase("shop")
            .setBackupId("latest")
            .setTargetName("ä".repeat(32))
            .build();
    assertThatThrownBy(() -> commands.read(avro.encode(request), null, RestoreRequested.class))
        .isInstanceOf(InvalidCommandException.class)
        .extracting("field", "operationId", "database")
        .containsExactly("targetName", "a-1", "shop");
  }

  @Test
  void aListIsTheSameInBothEncodingsAndOfTexts() throws Exception {
    RestoreRequested request =
        RestoreRequested.newBuilder()
            .setOperationId("a-1")
            .setDatabase("shop")
            .setOverrides(List.of("REPLICATION_SLOT", "SUBSCRIPTION"))
            .build();
    RestoreRequested fromJson =
        commands.read(commands.writeJson(request), null, RestoreRequested.class);
    RestoreRequested fromAvro = commands.read(avro.encode(request), null, RestoreRequested.class);
    assertThat(fromJson).isEqualTo(request);
    assertThat(CommandCodec.digest(fromJson))
        .isEqualTo(CommandCodec.digest(fromAvro))
        .isNotEqualTo(
            CommandCodec.digest(
                RestoreRequested.newBuilder(request)
                    .setOverrides(List.of("REPLICATION_SLOT, SUBSCRIPTION"))
                    .build()));
    for (String wrong : List.of("\"SUBSCRIPTION\"", "[1]", "[\"\"]", "[\"a\\u0000\"]")) {
      String json = "{\"operationId\":\"a\",\"database\":\"shop\",\"overrides\":" + wrong + "}";
      assertThatThrownBy(() -> commands.read(json.getBytes(UTF_8), null, RestoreRequested.class))
          .as(wrong)
          .isInstanceOf(InvalidCommandException.class)
          .extracting("field")
          .isEqualTo("overrides");
    }
  }

  @Test
  void aNulInAvroIsRefused() {
    MigrateRequested request =
        MigrateRequested.newBuilder()
            .setOperationId("a-1")
            .setDatabase("sh\0op")
            .setMode("STATUS")
            .build();
    assertThatThrownBy(() -> commands.read(avro.encode(request), null, MigrateRequested.class))
        .isInstanceOf(InvalidCommandException.class)
        .extracting("field", "operationId", "database")
        .containsExactly("database", "a-1", null);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "{\"operationId\":\"a\"",
        "{\"operationId\":\"a\",\"operationId\":\"b\",\"database\":\"shop\"}",
        "{\"operationId\":\"a\",\"database\":\"shop\"} x",
        "{\"operationId\":\"a\",\"database\":\"shop\"}{}",
        "{'operationId':'a'}",
        "{\"operationId\":NaN}",
        "garbage",
        " ",
      })
  void whatIsNoJsonIsUnreadable(String body) {
    assertThatThrownBy(() -> read(body)).isInstanceOf(UnreadableException.class);
  }

  @Test
  void deepAndEndlessJsonIsUnreadable() {
    assertThatThrownBy(() -> read("{\"labels\":" + "[".repeat(100_000)))
        .isInstanceOf(UnreadableException.class);
    assertThatThrownBy(() -> read(object("timeoutSeconds", "9".repeat(100_000))))
        .isInstanceOf(UnreadableException.class);
    assertThatThrownBy(() -> read(object("reason", text(2_000_000))))
        .isInstanceOf(UnreadableException.class);
  }

  @Test
  void theContentTypeAloneMakesABodyJson() {
    Envelope envelope =
        Envelope.of(Records.request("a"), "test").contentType("application/json; charset=utf-8");
    assertThatThrownBy(() -> commands.read(bytes("[]"), envelope, BackupRequested.class))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("JSON");
  }

  @Test
  void noBodyIsUnreadable() {
    assertThatThrownBy(() -> commands.read(null, null, OperationControl.class))
        .isInstanceOf(MalformedException.class);
    assertThatThrownBy(() -> commands.read(new byte[0], null, OperationControl.class))
        .isInstanceOf(MalformedException.class);
  }

  @Test
  void damagedCommandsThrowNothingButTheTwoExceptions() {
    BackupRequested request = Records.request("a-1");
    Random random = new Random(7);
    for (byte[] sound : new byte[][] {avro.encode(request), commands.writeJson(request)}) {
      for (int i = 0; i < 10_000; i++) {
        byte[] damaged = Mutations.damaged(sound, random);
        try {
          assertThat(commands.read(damaged, null, BackupRequested.class)).isNotNull();
        } catch (InvalidCommandException e) {
          assertThat(e.field()).isNotNull();
        } catch (UnreadableException e) {
          assertThat(e.reason()).isNotBlank();
        }
      }
    }
  }

  private BackupRequested with(String field, String value) throws Exception {
    return read(object(field, value));
  }

  private BackupRequested read(String body) throws Exception {
    return commands.read(bytes(body), null, BackupRequested.class);
  }

  private InvalidCommandException invalid(String body) {
    return catchThrowableOfType(InvalidCommandException.class, () -> read(body));
  }

  private static String object(String field, String value) {
    return "{\"operationId\":\"a-1\",\"database\":\"shop\",\"" + field + "\":" + value + "}";
  }

  private static String text(int length) {
    return "\"" + "x".repeat(length) + "\"";
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
