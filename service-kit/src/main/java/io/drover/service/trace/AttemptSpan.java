package io.drover.service.trace;

import io.opentelemetry.api.trace.Span;

/** The span of an attempt, for those who know how it ended. */
public final class AttemptSpan {
  private final Span span;

  AttemptSpan(Span span) {
    this.span = span;
  }

  /** How it ended, in a word. */
  public void outcome(String word) {
    span.setAttribute("drover.outcome", word);
  }

  /** It ended with a failure of this code. */
  public void failed(String word, String code) {
    outcome(word);
    Tracing.failed(span, code);
  }
}
