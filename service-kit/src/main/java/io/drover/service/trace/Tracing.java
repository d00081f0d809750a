package io.drover.service.trace;

import io.drover.service.target.LockMode;
import io.drover.service.target.ServerEntry;
import io.drover.service.target.Target;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import java.nio.file.Path;
import java.time.Instant;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * The spans of operations. Names and attributes follow the semantic conventions of OpenTelemetry
 * (messaging, database, process) where these have one, else they begin with {@code drover}. No
 * message, argument or statement is ever in a span. Thread-safe; costs nothing where nothing is
 * exported.
 */
public final class Tracing implements AutoCloseable {
  private static final AttributeKey<Long> PARTITION_OFFSET =
      AttributeKey.longKey("messaging.kafka.offset");
  private static final AttributeKey<Long> SERVER_PORT = AttributeKey.longKey("server.port");
  private static final AttributeKey<Long> ATTEMPT = AttributeKey.longKey("drover.attempt");

  private static final String LOGGED = "trace_id";

  private final Tracer tracer;
  private final Runnable end;

  /**
   * Which operation a span belongs to.
   *
   * @param traceparent header of its request; null where it had none
   */
  public record Subject(
      String kind, String operationId, String database, @Nullable String traceparent) {}

  /** A record of a topic. */
  public record Place(String topic, int partition, long offset) {}

  /**
   * @param end flushes and ends what exports the spans
   */
  public Tracing(OpenTelemetry telemetry, Runnable end) {
    this.tracer = telemetry.getTracer("io.drover");
    this.end = end;
  }

  /** Records nothing. */
  public static Tracing none() {
    return new Tracing(OpenTelemetry.noop(), () -> {});
  }

  /** A request was taken in: from the beginning of that until now. */
  public void received(Subject subject, Place place, Instant began) {
    about(subject, tracer.spanBuilder("process " + place.topic()))
        .setParent(TraceContext.of(subject.traceparent()))
        .setSpanKind(SpanKind.CONSUMER)
        .setStartTimestamp(began)
        .setAttribute("messaging.system", "kafka")
        .setAttribute("messaging.operation.name", "process")
        .setAttribute("messaging.operation.type", "process")
        .setAttribute("messaging.destination.name", place.topic())
        .setAttribute("messaging.destination.partition.id", String.valueOf(place.partition()))
        .setAttribute(PARTITION_OFFSET, place.offset())
        .startSpan()
        .end();
  }

  /** Runs an attempt: it is this thread's span meanwhile, and its trace id is in the log. */
  public void attempt(Subject subject, int attempt, Consumer<AttemptSpan> work) {
    Span span =
        about(subject, tracer.spanBuilder("attempt " + subject.kind()))
            .setParent(TraceContext.of(subject.traceparent()))
            .setAttribute(ATTEMPT, attempt)
            .startSpan();
    try (Scope _ = span.makeCurrent();
        MDC.MDCCloseable _ =
            MDC.putCloseable(LOGGED, TraceContext.traceId(subject.traceparent()))) {
      work.accept(new AttemptSpan(span));
    } finally {
      span.end();
    }
  }

  /** The lock on a target is asked for. */
  public Span lock(Context parent, Target target, LockMode mode) {
    return database(parent, "lock " + target.physicalName(), target.server(), target.physicalName())
        .setSpanKind(SpanKind.CLIENT)
        .setAttribute("db.operation.name", "pg_advisory_lock")
        .setAttribute("drover.lock.mode", mode.name())
        .startSpan();
  }

  /** A program has been started. */
  public Span program(Context parent, String program, ServerEntry server, String database) {
    String name = String.valueOf(Path.of(program).getFileName());
    return database(parent, name, server, database)
        .setAttribute("process.executable.name", name)
        .startSpan();
  }

  /** Marks a span as failed with a code of the contract, or of an exit. */
  public static void failed(Span span, String code) {
    span.setAttribute("error.type", code);
    span.setStatus(StatusCode.ERROR);
  }

  private SpanBuilder database(Context parent, String name, ServerEntry server, String database) {
    return tracer
        .spanBuilder(name)
        .setParent(parent)
        .setAttribute("db.system.name", "postgresql")
        .setAttribute("db.namespace", database)
        .setAttribute("server.address", server.host())
        .setAttribute(SERVER_PORT, server.port());
  }

  private static SpanBuilder about(Subject subject, SpanBuilder span) {
    return span.setAttribute("drover.operation.kind", subject.kind())
        .setAttribute("drover.operation.id", subject.operationId())
        .setAttribute("drover.database", subject.database());
  }

  /** Exports what is still to be exported, for a few seconds at most. */
  @Override
  public void close() {
    end.run();
  }
}
