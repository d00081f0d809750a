package io.drover.service.attempt;

import io.drover.service.process.ChildProcess;
import io.drover.service.trace.Tracing;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;

/** A child with the span of its run. */
record TracedChild(ChildProcess child, Span span) implements ChildProcess {
  private static final AttributeKey<Long> EXIT_CODE = AttributeKey.longKey("process.exit.code");

  @Override
  public int await() throws InterruptedException {
    int exitCode = child.await();
    span.setAttribute(EXIT_CODE, exitCode);
    if (exitCode != 0) {
      Tracing.failed(span, String.valueOf(exitCode));
    }
    span.end();
    return exitCode;
  }

  @Override
  public void close() {
    child.close();
    span.end();
  }

  @Override
  public InputStream output() {
    return child.output();
  }

  @Override
  public OutputStream input() {
    return child.input();
  }

  @Override
  public boolean isAlive() {
    return child.isAlive();
  }

  @Override
  public String errorTail() {
    return child.errorTail();
  }

  @Override
  public void pauseWorkers() throws IOException {
    child.pauseWorkers();
  }

  @Override
  public void resumeWorkers() throws IOException {
    child.resumeWorkers();
  }

  @Override
  public Duration cpuTime() {
    return child.cpuTime();
  }
}
