package io.drover.bus;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnvelopeTest {

  private final Envelope envelope =
      Envelope.of(Records.started("a", 1), "drover/test")
          .subject("shop")
          .correlation("op-1")
          .causation("cause")
          .time(Records.INSTANT);

  @Test
  void anEnvelopeComesBackAsItWas() {
    assertThat(Envelope.from(envelope.toHeaders())).contains(envelope);
    assertThat(envelope.type()).isEqualTo("io.drover.schemas.OperationStarted");
  }

  @Test
  void headersAreThoseOfTheBinding() {
    assertThat(envelope.toHeaders().toArray())
        .extracting(header -> header.key())
        .containsExactly(
            "ce_specversion",
            "ce_id",
            "ce_source",
            "ce_type",
            "ce_time",
            "ce_subject",
            "ce_correlationid",
            "ce_causationid",
            "traceparent",
            "content-type");
  }

  @Test
  void whatIsCausedByAnEventSharesItsTraceAndCorrelation() {
    Envelope caused = Envelope.of(Records.started("b", 1), "drover/test").causedBy(envelope);
    assertThat(caused.causationId()).isEqualTo(envelope.id());
    assertThat(caused.correlationId()).isEqualTo("op-1");
    assertThat(String.valueOf(caused.traceparent()).substring(3, 35))
        .isEqualTo(String.valueOf(envelope.traceparent()).substring(3, 35));
    assertThat(caused.traceparent()).isNotEqualTo(envelope.traceparent());
    assertThat(caused.id()).isNotEqualTo(envelope.id());
  }

  @Test
  void noHeadersAreNoEnvelope() {
    assertThat(Envelope.from(new RecordHeaders())).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ce_id", "ce_source", "ce_type", "ce_specversion"})
  void withoutARequiredHeaderThereIsNoEnvelope(String name) {
    Headers headers = envelope.toHeaders();
    headers.remove(name);
    assertThat(Envelope.from(headers)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ce_subject", "ce_correlationid", "ce_causationid", "traceparent"})
  void hostileValuesCountAsAbsent(String name) {
    byte[][] hostile = {
      null,
      {},
      {(byte) 0xC3, (byte) 0x28},
      "x".repeat(1025).getBytes(UTF_8),
      "a\0b".getBytes(UTF_8),
      "a\r\nb: c".getBytes(UTF_8),
    };
    for (byte[] value : hostile) {
      Headers headers = envelope.toHeaders();
      headers.remove(name);
      headers.add(name, value);
      Envelope read = Envelope.from(headers).orElseThrow();
      assertThat(
              new String[] {
                read.subject(), read.correlationId(), read.causationId(), read.traceparent()
              })
          .containsOnlyOnce((String) null);
    }
  }

  @Test
  void aBrokenTimeIsTheEpoch() {
    Headers headers = envelope.toHeaders();
    headers.remove("ce_time");
    headers.add("ce_time", "yesterday".getBytes(UTF_8));
    assertThat(Envelope.from(headers).orElseThrow().time()).isEqualTo(Instant.EPOCH);
  }

  @Test
  void whatIsWrittenIsNeverTooLongToBeRead() {
    Envelope longest = envelope.subject("ä".repeat(5_000));
    String subject = Envelope.from(longest.toHeaders()).orElseThrow().subject();
    assertThat(subject).isEqualTo("ä".repeat(512));
  }
}
