package io.drover.service.trace;

import io.drover.bus.Traceparent;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Between the {@code traceparent} header and the context of OpenTelemetry. */
public final class TraceContext {
  private static final String HEADER = "traceparent";
  private static final int TRACE_ID_AT = 3;

  private static final TextMapGetter<String> ONLY_HEADER =
      new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(String traceparent) {
          return List.of(HEADER);
        }

        @Override
        public @Nullable String get(@Nullable String traceparent, String key) {
          return key.equals(HEADER) ? traceparent : null;
        }
      };

  private TraceContext() {}

  /**
   * The header of a record that an operation publishes: of the span at work on this thread if it
   * belongs to the trace of the operation, else of a span that nobody records.
   *
   * @param origin header of the request; null where it had none
   */
  public static String next(@Nullable String origin) {
    Span current = Span.current();
    SpanContext context = current.getSpanContext();
    return origin != null
            && current.isRecording()
            && origin.startsWith(context.getTraceId(), TRACE_ID_AT)
        ? "00-%s-%s-%s"
            .formatted(context.getTraceId(), context.getSpanId(), context.getTraceFlags().asHex())
        : Traceparent.childOf(origin);
  }

  /** The trace id of a valid header; empty for none. */
  static String traceId(@Nullable String traceparent) {
    String id = traceparent == null ? null : Traceparent.traceId(traceparent);
    return id == null ? "" : id;
  }

  /** The context in which the sender of the header was. */
  static Context of(@Nullable String traceparent) {
    return traceparent == null
        ? Context.root()
        : W3CTraceContextPropagator.getInstance().extract(Context.root(), traceparent, ONLY_HEADER);
  }
}
