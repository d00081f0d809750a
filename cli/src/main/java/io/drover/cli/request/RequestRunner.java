package io.drover.cli.request;

import io.drover.bus.Follower;
import io.drover.bus.PublishedAt;
import io.drover.bus.StartPosition;
import io.drover.cli.CliFailure;
import io.drover.cli.herd.Herd;
import io.drover.schemas.RequestRefused;
import io.drover.schemas.Topics;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Publishes requests and looks on until their operations end. */
public final class RequestRunner {
  /** A request that was published a moment ago may not have been taken in yet. */
  private static final Duration UNTIL_SEEN = Duration.ofSeconds(10);

  private static final Duration UNTIL_READ = Duration.ofSeconds(60);

  private final Herd herd;
  private final OperationView view;

  /** Shows what it sees in this view, which stays the caller's to close. */
  public RequestRunner(Herd herd, OperationView view) {
    this.herd = herd;
    this.view = view;
  }

  /** Publishes the request and returns. */
  public void publish(Request request) {
    view.published(request, send(request));
    view.left(request.operationId());
  }

  /**
   * Publishes the request and follows it from just before.
   *
   * @return empty when it has not ended within {@code timeout}
   */
  public Optional<Verdict> run(Request request, Duration timeout) {
    OperationTracker tracker = tracker(request, StartPosition.END);
    Follower follower = follow(StartPosition.END, tracker);
    try (follower) {
      PublishedAt at = send(request);
      tracker.start(() -> view.published(request, at));
      return await(tracker, request.operationId(), timeout);
    }
  }

  /**
   * Publishes a word about an operation that goes on, says so, and follows the operation from its
   * first fact that is retained: it may have ended a moment ago.
   *
   * @return empty when it has not ended within {@code timeout}
   */
  Optional<Verdict> control(Request request, String sentence, Duration timeout) {
    view.published(request, send(request));
    view.note(sentence);
    OperationTracker tracker = tracker(request, StartPosition.BEGINNING);
    tracker.start(() -> {});
    try (var _ = follow(StartPosition.BEGINNING, tracker)) {
      return await(tracker, request.operationId(), timeout);
    }
  }

  private OperationTracker tracker(Request request, StartPosition from) {
    var subject =
        new OperationTracker.Subject(
            request.kind(), request.operationId(), request.envelope().id());
    return new OperationTracker(subject, view, herd.codec(), from);
  }

  /**
   * Follows an operation from its first fact that is retained.
   *
   * @param kind its kind; null for any
   * @return empty when it has not ended within {@code timeout}
   * @throws CliFailure when nothing is known of it
   */
  Optional<Verdict> follow(@Nullable String kind, String operationId, Duration timeout) {
    var subject = new OperationTracker.Subject(kind, operationId, null);
    var tracker = new OperationTracker(subject, view, herd.codec(), StartPosition.BEGINNING);
    tracker.start(() -> {});
    try (Follower follower = follow(StartPosition.BEGINNING, tracker)) {
      follower.awaitCaughtUp(UNTIL_READ);
      RequestRefused refusal = tracker.refusal();
      if (refusal != null && !tracker.seen().isDone()) {
        view.fact(refusal.getHeader(), refusal);
        return Verdict.of(refusal, herd.codec());
      }
      if (get(tracker.seen(), UNTIL_SEEN).isEmpty()) {
        throw new CliFailure(
            "No operation " + operationId + " is known on the bus.", "./drover operations");
      }
      return await(tracker, operationId, timeout);
    }
  }

  private Follower follow(StartPosition from, OperationTracker tracker) {
    return herd.follow(from, tracker::accept, Topics.OPERATION_EVENTS, Topics.OPERATION_PROGRESS);
  }

  private PublishedAt send(Request request) {
    return herd.publish(request.topic(), request.database(), request.body(), request.envelope());
  }

  private Optional<Verdict> await(OperationTracker tracker, String operationId, Duration timeout) {
    Optional<Verdict> verdict = get(tracker.ended(), timeout);
    if (verdict.isEmpty()) {
      view.timedOut(operationId, timeout);
    }
    return verdict;
  }

  private static <T> Optional<T> get(CompletableFuture<T> future, Duration timeout) {
    try {
      return Optional.of(future.get(timeout.toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException e) {
      return Optional.empty();
    } catch (ExecutionException e) {
      throw new IllegalStateException("Nothing completes this future exceptionally.", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}
