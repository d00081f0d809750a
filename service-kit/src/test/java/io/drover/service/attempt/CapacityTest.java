package io.drover.service.attempt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CapacityTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  private final Capacity capacity = new Capacity(1, 1);

  private boolean begin(Duration patience) {
    try {
      return capacity.beginWork(patience);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void noMoreWorkThanThereArePlaces() {
    assertThat(begin(LONG)).isTrue();
    assertThat(begin(Duration.ZERO)).isFalse();
    capacity.endWork();
    assertThat(begin(Duration.ZERO)).isTrue();
  }

  @Test
  void onesWhoWaitLendTheirPlacesUpToTheirOwnNumber() throws Exception {
    assertThat(begin(LONG)).isTrue();
    assertThat(capacity.beginWait()).isTrue();
    assertThat(begin(Duration.ZERO)).isTrue();
    assertThat(capacity.beginWait()).isFalse();
    assertThat(capacity.working()).isEqualTo(1);
    capacity.endWork();
    capacity.endWait();
    assertThat(capacity.waiting()).isZero();
    assertThat(begin(Duration.ZERO)).isFalse();
  }

  @Test
  void oneThatHasItsLockGoesBeforeThoseThatHaveNotBegun() throws Exception {
    List<String> order = new CopyOnWriteArrayList<>();
    assertThat(begin(LONG)).isTrue();
    assertThat(capacity.beginWait()).isTrue();
    assertThat(begin(LONG)).isTrue();
    Thread beginner =
        Thread.ofVirtual()
            .start(
                () -> {
                  begin(LONG);
                  order.add("beginner");
                });
    await().until(() -> beginner.getState() == Thread.State.TIMED_WAITING);
    Thread returning =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    capacity.endWait();
                  } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                  }
                  order.add("returning");
                  capacity.endWork();
                });
    await().until(() -> returning.getState() == Thread.State.WAITING);
    assertThat(order).isEmpty();
    capacity.endWork();
    returning.join();
    beginner.join();

    assertThat(order).containsExactly("returning", "beginner");
    assertThat(capacity.working()).isEqualTo(1);
  }

  @Test
  void anInterruptedOneHasAPlaceForItsEndAboveTheNumberAndGivesItBack() throws Exception {
    assertThat(begin(LONG)).isTrue();
    assertThat(capacity.beginWait()).isTrue();
    assertThat(begin(LONG)).isTrue();
    Thread.currentThread().interrupt();
    assertThatThrownBy(capacity::endWait).isInstanceOf(InterruptedException.class);

    assertThat(capacity.working()).isEqualTo(2);
    capacity.endWork();
    assertThat(begin(Duration.ZERO)).isFalse();
    capacity.endWork();
    assertThat(begin(Duration.ZERO)).isTrue();
  }
}
