package io.drover.service.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RemainingTimeTest {
  private static final long BEGUN = -5;

  @Test
  void anEvenPaceIsExtrapolated() {
    RemainingTime time = new RemainingTime(1000, BEGUN);
    assertThat(time.millis(100, at(10))).isEqualTo(90_000);
    assertThat(time.millis(500, at(50))).isEqualTo(50_000);
    assertThat(time.millis(999, at(99.9))).isEqualTo(100);
  }

  @Test
  void nothingIsToldInTheFirstSecondsNorWithoutATotal() {
    assertThat(new RemainingTime(1000, BEGUN).millis(900, at(1.9))).isNull();
    assertThat(new RemainingTime(1000, BEGUN).millis(0, at(60))).isNull();
    assertThat(new RemainingTime(0, BEGUN).millis(900, at(60))).isNull();
  }

  @Test
  void nothingIsToldOfWhatWasExpectedTooSmall() {
    RemainingTime time = new RemainingTime(1000, BEGUN);
    assertThat(time.millis(999, at(10))).isNotNull();
    assertThat(time.millis(1000, at(11))).isNull();
    assertThat(time.millis(5000, at(12))).isNull();
  }

  @Test
  void whateverThePaceWhatWasToldIsNotTakenBack() {
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      RemainingTime time = new RemainingTime(1_000_000, BEGUN);
      List<Long> told = new ArrayList<>();
      long done = 0;
      for (double seconds = 0; done < 1_200_000; seconds += 0.5) {
        done += random.nextInt(4) == 0 ? random.nextInt(100_000) : random.nextInt(10);
        @Nullable Long millis = time.millis(done, at(seconds));
        if (millis != null) {
          told.add(millis);
        }
      }
      assertThat(told).as("seed " + seed).isSortedAccordingTo((a, b) -> Long.compare(b, a));
    }
  }

  private static long at(double seconds) {
    return BEGUN + (long) (seconds * 1e9);
  }
}
