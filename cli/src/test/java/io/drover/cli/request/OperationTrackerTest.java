package io.drover.cli.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.bus.Codec;
import io.drover.bus.Message;
import io.drover.bus.PublishedAt;
import io.drover.bus.SchemaLookup;
import io.drover.bus.StartPosition;
import io.drover.schemas.OperationAccepted;
import io.drover.schemas.OperationHeader;
import io.drover.schemas.OperationProgress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class OperationTrackerTest {
  private final List<String> shown = new ArrayList<>();

  /** Remembers what it is told. */
  private final OperationView view =
      new OperationView() {
        @Override
        public void published(Request request, PublishedAt at) {
          shown.add("published");
        }

        @Override
        public void left(String operationId) {
          shown.add("left");
        }

        @Override
        public void note(String sentence) {
          shown.add(sentence);
        }

        @Override
        public void fact(OperationHeader header, SpecificRecord fact) {
          shown.add(Facts.state(fact));
        }

        @Override
        public void progress(OperationProgress progress) {
          shown.add(progress.getPhase());
        }

        @Override
        public void timedOut(String operationId, Duration waited) {
          shown.add("timed out");
        }

        @Override
        public void close() {}
      };

  private OperationTracker tracker(@Nullable String requestEventId) {
    return new OperationTracker(
        new OperationTracker.Subject("restore", "op-1", requestEventId),
        view,
        new Codec(SchemaLookup.none()),
        requestEventId == null ? StartPosition.BEGINNING : StartPosition.END);
  }

  private static Message<SpecificRecord> message(SpecificRecord body) {
    return new Message<>("operation-events", 0, 0, Instant.EPOCH, "db", null, null, body);
  }

  private static OperationHeader header(String operationId, int sequence, int attempt) {
    return OperationHeader.newBuilder(
            FakeHerd.header(
                operationId.equals("child") ? "backup" : "restore", operationId, "db", sequence))
        .setAttempt(attempt)
        .build();
  }

  private static SpecificRecord progress(String operationId, int attempt, String phase) {
    return OperationProgress.newBuilder()
        .setHeader(header(operationId, 0, attempt))
        .setPhase(phase)
        .setDone(1)
        .setUnit("bytes")
        .setRatePerSecond(0)
        .build();
  }

  private void accept(OperationTracker tracker, SpecificRecord... bodies) {
    for (SpecificRecord body : bodies) {
      tracker.accept(message(body));
    }
  }

  @Test
  void factsThatComeBeforeTheRequestIsKnownToStandFollowItsHeader() {
    OperationTracker tracker = tracker("event");
    accept(
        tracker,
        SampleFacts.accepted(header("op-1", 1, 0)),
        SampleFacts.started(header("op-1", 2, 1)));
    assertThat(shown).isEmpty();
    tracker.start(() -> shown.add("header"));
    accept(tracker, SampleFacts.failed(header("op-1", 3, 1)));
    assertThat(shown).containsExactly("header", "accepted", "started", "failed");
  }

  @Test
  void progressIsShownBetweenTheStartOfItsAttemptAndTheNext() {
    OperationTracker tracker = tracker("event");
    tracker.start(() -> {});
    accept(
        tracker,
        progress("op-1", 1, "too early"),
        SampleFacts.accepted(header("op-1", 1, 0)),
        progress("op-1", 1, "still too early"),
        SampleFacts.started(header("op-1", 2, 1)),
        progress("op-1", 1, "restoring"),
        SampleFacts.started(header("op-1", 3, 2)),
        progress("op-1", 1, "too late"),
        progress("op-1", 2, "counting"));
    assertThat(shown).containsExactly("accepted", "started", "restoring", "started", "counting");
  }

  @Test
  void theProgressOfAnOperationThatIsWaitedForIsShownToo() {
    OperationTracker tracker = tracker("event");
    tracker.start(() -> {});
    OperationAccepted child =
        OperationAccepted.newBuilder()
            .setHeader(header("child", 1, 0))
            .setRequestDigest("00")
            .setExpiresAt(Instant.EPOCH)
            .setDeadline(Instant.EPOCH)
            .setParentKind("restore")
            .setParentOperationId("op-1")
            .build();
    accept(
        tracker,
        SampleFacts.accepted(header("op-1", 1, 0)),
        child,
        progress("child", 1, "too early"),
        SampleFacts.started(header("child", 2, 1)),
        progress("child", 1, "dumping"));
    assertThat(shown).containsExactly("accepted", "dumping");
  }

  @Test
  void anOperationWhoseFactsLieBackShowsItsProgressAfterAWhileUnlessAllIsRead() {
    OperationTracker repeated = tracker("event");
    repeated.start(() -> {});
    OperationTracker following = tracker(null);
    following.start(() -> {});
    for (int i = 0; i < 6; i++) {
      accept(repeated, progress("op-1", 2, "restoring"));
      accept(following, progress("op-1", 2, "never"));
    }
    assertThat(shown).containsExactly("restoring");
  }
}
