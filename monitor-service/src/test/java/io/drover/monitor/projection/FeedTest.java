package io.drover.monitor.projection;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FeedTest {
  private static final Duration NONE = Duration.ZERO;

  private final AtomicLong nanos = new AtomicLong();
  private final Feed feed = new Feed(nanos::get);

  private static List<String> read(Feed.Subscription from) throws InterruptedException {
    List<String> read = new ArrayList<>();
    for (Feed.Event event = from.next(NONE); event != null; event = from.next(NONE)) {
      read.add(event.type() + event.json());
    }
    return read;
  }

  private Feed.Subscription subscribe(@Nullable String position) {
    return Objects.requireNonNull(feed.subscribe(position));
  }

  @Test
  void aReaderThatIsTooSlowIsDroppedAndOthersAreNot() throws Exception {
    Feed.Subscription slow = subscribe(null);
    Feed.Subscription quick = subscribe(null);

    for (int i = 0; i < 2_000; i++) {
      feed.publish("health", "{}");
      assertThat(quick.next(NONE)).isNotNull();
    }

    assertThat(slow.open()).isFalse();
    assertThat(quick.open()).isTrue();
    quick.close();
    nanos.addAndGet(Duration.ofMinutes(6).toNanos());
    assertThat(feed.watched()).isFalse();
  }

  @Test
  void aReaderThatComesBackGetsWhatItHasMissedAndNothingTwice() throws Exception {
    Feed.Subscription first = subscribe(null);
    feed.publish("operation", "1");
    feed.pass("progress", "lossy");
    assertThat(read(first)).containsExactly("operation1", "progresslossy");
    String position = first.position();
    first.close();
    feed.publish("operation", "2");
    feed.publish("health", "3");

    Feed.Subscription again = subscribe(position);
    feed.publish("alert", "4");

    assertThat(read(again)).containsExactly("operation2", "health3", "alert4");
    assertThat(read(subscribe(again.position()))).isEmpty();
  }

  @Test
  void whatHappensBetweenAPageAndItsStreamIsNotMissed() throws Exception {
    nanos.addAndGet(Duration.ofMinutes(6).toNanos());
    assertThat(feed.watched()).isFalse();
    String position = feed.position();
    assertThat(feed.watched()).isTrue();
    feed.publish("operation", "1");

    assertThat(read(subscribe(position))).containsExactly("operation1");
    assertThat(read(subscribe(feed.position()))).isEmpty();
  }

  @Test
  void aReaderThatIsTooFarBehindIsToldToReadAnew() throws Exception {
    String position = subscribe(null).position();
    for (int i = 0; i < 2_001; i++) {
      feed.publish("health", "{}");
    }

    Feed.Subscription again = subscribe(position);

    assertThat(read(again)).containsExactly("resync{}");
    assertThat(read(subscribe(again.position()))).isEmpty();
  }

  @Test
  void anIdOfAnotherLifeOrOfNoneMeansToReadAnew() throws Exception {
    String position = subscribe(null).position();
    String life = position.substring(0, position.indexOf('.'));

    for (String other : List.of("abc.1", life + ".99", life + ".x", "", "7", life + ".-1")) {
      assertThat(read(subscribe(other))).as(other).containsExactly("resync{}");
    }
  }

  @Test
  void whatHappenedWhileNoOneLookedOnIsNotPassedOverInSilence() throws Exception {
    Feed.Subscription idle = subscribe(null);
    String position = idle.position();
    idle.close();
    nanos.addAndGet(Duration.ofMinutes(6).toNanos());

    assertThat(feed.watched()).isFalse();

    assertThat(read(subscribe(position))).containsExactly("resync{}");
  }
}
