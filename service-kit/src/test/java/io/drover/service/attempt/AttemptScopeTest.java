package io.drover.service.attempt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class AttemptScopeTest {
  private final AttemptScope scope = new AttemptScope();
  private final List<String> closed = new CopyOnWriteArrayList<>();

  @Test
  void everythingIsClosedAtTheEndNewestFirst() throws Exception {
    scope.own(() -> closed.add("first"));
    scope.own(() -> closed.add("second"));
    scope.close();

    assertThat(closed).containsExactly("second", "first");
  }

  @Test
  void theFirstReasonCounts() {
    scope.end(new EndReason.DeadlineExceeded());
    scope.end(new EndReason.Stopping());

    assertThat(scope.reason()).contains(new EndReason.DeadlineExceeded());
    assertThatThrownBy(scope::check).isInstanceOf(InterruptedException.class);
    scope.close();
  }

  @Test
  void closingWaitsForWhatAnotherThreadIsClosing() throws Exception {
    CountDownLatch closing = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    AtomicBoolean gone = new AtomicBoolean();
    scope.own(
        () -> {
          closing.countDown();
          goOn.await();
          gone.set(true);
        });
    scope.end(new EndReason.Stopping());
    // The interrupt that ends the attempt would end this wait too.
    assertThat(Thread.interrupted()).isTrue();
    closing.await();
    Thread.ofVirtual().start(goOn::countDown);
    scope.close();

    assertThat(gone).isTrue();
  }

  @Test
  void theInterruptThatEndedTheAttemptDoesNotReachWhatComesAfterIt() {
    scope.end(new EndReason.Stopping());
    scope.close();
    assertThat(Thread.currentThread().isInterrupted()).isFalse();

    scope.end(new EndReason.DeadlineExceeded());
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @Test
  void whatComesTooLateIsClosedAtOnce() {
    scope.end(new EndReason.Stopping());

    assertThatThrownBy(() -> scope.own(() -> closed.add("late")))
        .isInstanceOf(InterruptedException.class);
    assertThat(closed).containsExactly("late");
    scope.close();
  }

  @Test
  void aResourceThatFailsToCloseDoesNotKeepTheOthersOpen() throws Exception {
    scope.own(() -> closed.add("other"));
    scope.own(
        () -> {
          throw new IllegalStateException("stuck");
        });
    scope.close();

    assertThat(closed).containsExactly("other");
  }
}
