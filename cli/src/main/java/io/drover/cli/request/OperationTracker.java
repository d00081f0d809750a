package io.drover.cli.request;

import io.drover.bus.Codec;
import io.drover.bus.Message;
import io.drover.bus.StartPosition;
import io.drover.schemas.Kinds;
import io.drover.schemas.OperationAccepted;
import io.drover.schemas.OperationHeader;
import io.drover.schemas.OperationProgress;
import io.drover.schemas.RequestAnswered;
import io.drover.schemas.RequestRefused;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Picks the messages of one operation out of all, shows them and tells how it ended. What comes
 * before {@link #start} is kept until then. Thread-safe; the view is used by one thread at a time.
 */
final class OperationTracker {
  private final Subject subject;
  private final OperationView view;
  private final Codec codec;
  private final Set<String> children = new HashSet<>();
  private final CompletableFuture<Verdict> ended = new CompletableFuture<>();
  private final CompletableFuture<OperationHeader> seen = new CompletableFuture<>();
  private final List<Message<SpecificRecord>> early = new ArrayList<>();
  private final AttemptsSeen attempts;
  private volatile @Nullable RequestRefused refusal;
  private boolean started;

  /**
   * Which operation.
   *
   * @param kind its kind; null for any
   * @param operationId its id
   * @param requestEventId id of our request's event; null when we only look on
   */
  record Subject(@Nullable String kind, String operationId, @Nullable String requestEventId) {
    boolean is(OperationHeader header) {
      return operationId.equals(header.getOperationId())
          && (kind == null || kind.equals(header.getKind()));
    }

    /** An answer to somebody else's request of the same id is not ours. */
    boolean isAnswered(@Nullable String eventId) {
      return requestEventId != null && requestEventId.equals(eventId);
    }
  }

  OperationTracker(Subject subject, OperationView view, Codec codec, StartPosition from) {
    this.subject = subject;
    this.view = view;
    this.codec = codec;
    this.attempts = new AttemptsSeen(from.equals(StartPosition.END));
  }

  /** Done once the operation has ended. */
  CompletableFuture<Verdict> ended() {
    return ended;
  }

  /** Done once anything of the operation was seen. */
  CompletableFuture<OperationHeader> seen() {
    return seen;
  }

  /** The last refusal of a request of this id, whoever asked; null when there is none. */
  @Nullable RequestRefused refusal() {
    return refusal;
  }

  /** From now on messages are shown, first of all {@code heading}, then what came before. */
  synchronized void start(Runnable heading) {
    heading.run();
    started = true;
    early.forEach(this::show);
    early.clear();
  }

  synchronized void accept(Message<SpecificRecord> message) {
    if (started) {
      show(message);
    } else {
      early.add(message);
    }
  }

  private void show(Message<SpecificRecord> message) {
    SpecificRecord body = message.body();
    if (ended.isDone() || body == null || !(body.get(0) instanceof OperationHeader header)) {
      return;
    }
    if (body instanceof OperationProgress progress) {
      if (isShown(header) && attempts.isCurrent(header)) {
        view.progress(progress);
      }
      return;
    }
    if (isShown(header)) {
      attempts.remember(header);
    }
    if (body instanceof OperationAccepted accepted
        && subject.operationId().equals(accepted.getParentOperationId())
        && !Kinds.FLEET.equals(accepted.getParentKind())) {
      children.add(header.getOperationId());
    } else if (body instanceof RequestRefused refused) {
      take(header, refused);
    } else if (subject.is(header) && isOurs(body)) {
      take(header, body);
    }
  }

  private boolean isShown(OperationHeader header) {
    return subject.is(header) || children.contains(header.getOperationId());
  }

  /** Ours is told by the event alone: an id that is no id is not repeated in the answer. */
  private void take(OperationHeader header, RequestRefused refused) {
    if (subject.isAnswered(refused.getRequestEventId())) {
      take(header, (SpecificRecord) refused);
    } else if (subject.is(header)) {
      refusal = refused;
    }
  }

  private boolean isOurs(SpecificRecord body) {
    return !(body instanceof RequestAnswered answer)
        || subject.isAnswered(answer.getRequestEventId());
  }

  private void take(OperationHeader header, SpecificRecord body) {
    seen.complete(header);
    Optional<Verdict> verdict = Verdict.of(body, codec);
    view.fact(header, verdict.map(Verdict::fact).orElse(body));
    verdict.ifPresent(ended::complete);
  }
}
