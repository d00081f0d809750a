package io.drover.monitor.projection;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class FeedTest {
  private final Feed feed = new Feed();

  @Test
  void aReaderThatIsTooSlowIsDroppedAndOthersAreNot() throws Exception {
    Feed.Subscription slow = Objects.requireNonNull(feed.subscribe());
    Feed.Subscription quick = Objects.requireNonNull(feed.subscribe());

    for (long i = 0; i < 2_000; i++) {
      feed.publish(new Feed.Event(i, "health", "{}"));
      assertThat(Objects.requireNonNull(quick.next(Duration.ZERO)).id()).isEqualTo(i);
    }

    assertThat(slow.open()).isFalse();
    assertThat(quick.open()).isTrue();
    quick.close();
    assertThat(feed.watched()).isFalse();
  }
}
