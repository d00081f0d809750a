package io.drover.service.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.drover.bus.Traceparent;
import io.opentelemetry.api.trace.Span;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.MDC;

class TelemetryTest {
  private static final String HEADER = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  private static final Telemetry.Identity IDENTITY =
      new Telemetry.Identity("backup-service", "backup-service@here-1", "1.0");
  private static final Tracing.Subject SUBJECT =
      new Tracing.Subject("backup", "op-1", "shop", HEADER);

  @ParameterizedTest
  @CsvSource({
    "OTEL_SERVICE_NAME=x, false",
    "OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:1, true",
    "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=http://127.0.0.1:1, true",
    "OTEL_TRACES_EXPORTER=otlp, true",
    "OTEL_TRACES_EXPORTER=none OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:1, false",
    "OTEL_SDK_DISABLED=true OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:1, false"
  })
  void tracesAreExportedWhereAStandardVariableAsksForIt(String variables, boolean wanted) {
    assertThat(Telemetry.wanted(environment(variables))).isEqualTo(wanted);
  }

  @Test
  void spansReachAReceiverOfOtlpOverHttp() throws Exception {
    List<byte[]> bodies = new CopyOnWriteArrayList<>();
    HttpServer receiver =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    receiver.createContext(
        "/v1/traces",
        exchange -> {
          bodies.add(exchange.getRequestBody().readAllBytes());
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    receiver.start();
    try {
      try (Tracing tracing =
          Telemetry.of(
              IDENTITY,
              environment(
                  "OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:"
                      + receiver.getAddress().getPort()))) {
        tracing.received(
            SUBJECT, new Tracing.Place("drover.backup-requested", 3, 7), Instant.now());
        tracing.attempt(
            SUBJECT,
            1,
            span -> {
              assertThat(TraceContext.next(HEADER))
                  .startsWith(HEADER.substring(0, 36))
                  .contains(Span.current().getSpanContext().getSpanId());
              span.failed("failed", "DISK_FULL");
            });
      }

      // The end waits 3 s for the export, which goes on where that was too short.
      await()
          .untilAsserted(
              () ->
                  assertThat(hex(bodies))
                      .contains(HEADER.substring(3, 35))
                      .contains(HEADER.substring(36, 52))
                      .contains(hex("backup-service@here-1"))
                      .contains(hex("process drover.backup-requested"))
                      .contains(hex("attempt backup"))
                      .contains(hex("DISK_FULL")));
    } finally {
      receiver.stop(0);
    }
  }

  @Test
  void aMistakeInTheVariablesKeepsNoServiceFromItsWork() {
    for (String mistake :
        List.of(
            "OTEL_TRACES_EXPORTER=nonsense",
            "OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:1 OTEL_EXPORTER_OTLP_PROTOCOL=grpc",
            "OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:1 OTEL_EXPORTER_OTLP_HEADERS=secret",
            "OTEL_EXPORTER_OTLP_ENDPOINT=nonsense")) {
      try (Tracing tracing = Telemetry.of(IDENTITY, environment(mistake))) {
        tracing.attempt(
            SUBJECT, 1, _ -> assertThat(Span.current().isRecording()).as(mistake).isFalse());
      }
    }
  }

  @Test
  void theValueOfAHeaderIsNotTold() {
    assertThat(
            Telemetry.reason(
                new IllegalStateException(
                    "Unexpected configuration error",
                    new IllegalArgumentException(
                        "Invalid map property: otel.exporter.otlp.headers=secret"))))
        .startsWith("A variable of headers is malformed. Look at")
        .doesNotContain("secret");
  }

  @Test
  void withoutAnExporterTheTraceGoesOnAllTheSame() {
    try (Tracing tracing = Tracing.none()) {
      tracing.attempt(
          SUBJECT,
          1,
          _ -> {
            assertThat(MDC.get("trace_id")).isEqualTo(HEADER.substring(3, 35));
            assertThat(TraceContext.next(HEADER))
                .startsWith(HEADER.substring(0, 36))
                .isNotEqualTo(HEADER)
                .satisfies(next -> assertThat(Traceparent.valid(next)).isTrue());
          });
      assertThat(MDC.get("trace_id")).isNull();
    }
  }

  private static Map<String, String> environment(String variables) {
    return Arrays.stream(variables.split(" ", -1))
        .map(each -> each.split("=", 2))
        .collect(Collectors.toMap(each -> each[0], each -> each[1]));
  }

  private static String hex(List<byte[]> bodies) {
    return String.join("", bodies.stream().map(each -> HexFormat.of().formatHex(each)).toList());
  }

  private static String hex(String text) {
    return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
  }
}
