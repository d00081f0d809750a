package io.drover.service.trace;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.resources.Resource;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * OpenTelemetry's SDK as its standard environment variables configure it (opentelemetry.io,
 * "Environment Variable Specification"). Where none of them asks for an exporter, the SDK is not
 * even loaded.
 */
public final class Telemetry {
  private static final Logger LOG = LoggerFactory.getLogger(Telemetry.class);
  private static final long FLUSH_SECONDS = 3;
  private static final String NONE = "none";

  private Telemetry() {}

  /** Which process the spans come from. */
  public record Identity(String service, String instance, String version) {}

  /**
   * Spans go where the environment says. A mistake in it is logged and keeps no service from its
   * work: nothing is exported then.
   *
   * @param environment variables by name
   */
  public static Tracing of(Identity identity, Map<String, String> environment) {
    if (!wanted(environment)) {
      return Tracing.none();
    }
    try {
      return exporting(identity, environment);
    } catch (RuntimeException mistake) {
      LOG.error("traces are not exported: {}", reason(mistake));
      return Tracing.none();
    }
  }

  /** One sentence and what to look at; never the value of a header, which may be a secret. */
  static String reason(RuntimeException mistake) {
    Throwable cause = mistake;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    String said = String.valueOf(cause.getMessage());
    return (said.contains("headers") ? "A variable of headers is malformed" : said)
        + ". Look at the variables OTEL_*; of the protocols of OTLP only http/protobuf is there.";
  }

  static boolean wanted(Map<String, String> environment) {
    String exporter = value(environment, "OTEL_TRACES_EXPORTER");
    return !value(environment, "OTEL_SDK_DISABLED").equalsIgnoreCase("true")
        && !exporter.equals(NONE)
        && (!exporter.isEmpty()
            || !value(environment, "OTEL_EXPORTER_OTLP_ENDPOINT").isEmpty()
            || !value(environment, "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT").isEmpty());
  }

  private static String value(Map<String, String> environment, String name) {
    return environment.getOrDefault(name, "").strip();
  }

  private static Tracing exporting(Identity identity, Map<String, String> environment) {
    OpenTelemetrySdk sdk =
        AutoConfiguredOpenTelemetrySdk.builder()
            .addPropertiesSupplier(
                () ->
                    Map.of(
                        "otel.service.name",
                        identity.service(),
                        "otel.exporter.otlp.protocol",
                        "http/protobuf",
                        // Prometheus has the one, whoever reads standard output the other.
                        "otel.metrics.exporter",
                        NONE,
                        "otel.logs.exporter",
                        NONE))
            .addPropertiesCustomizer(_ -> properties(environment))
            .addResourceCustomizer((resource, _) -> resource.merge(described(identity)))
            .disableShutdownHook()
            .build()
            .getOpenTelemetrySdk();
    LOG.info("traces are exported by OpenTelemetry");
    return new Tracing(
        sdk, () -> sdk.getSdkTracerProvider().shutdown().join(FLUSH_SECONDS, TimeUnit.SECONDS));
  }

  /** The variables under the names that the SDK has for them. */
  private static Map<String, String> properties(Map<String, String> environment) {
    return environment.entrySet().stream()
        .filter(each -> each.getKey().startsWith("OTEL_"))
        .collect(
            Collectors.toMap(
                each -> each.getKey().toLowerCase(Locale.ROOT).replace('_', '.'),
                Map.Entry::getValue));
  }

  private static Resource described(Identity identity) {
    return Resource.create(
        Attributes.of(
            AttributeKey.stringKey("service.instance.id"), identity.instance(),
            AttributeKey.stringKey("service.version"), identity.version()));
  }
}
