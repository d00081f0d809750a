package io.drover.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Collections;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class LiveBarTest {
  private static final LiveBar.Frame DUMPING = new LiveBar.Frame("dumping", 63, 100L, "15.2 MB");

  private final Screen screen = new Screen();

  /** Bars share one thread that draws them in turn: what the probe draws, a leaked one drew too. */
  private static void awaitDrawings() {
    var probe = new Screen();
    try (var bar = new LiveBar(probe.terminal())) {
      bar.show(DUMPING);
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> probe.written().split("dumping", -1).length > 4);
    }
  }

  @Test
  void aBarThatIsClearedBeforeItsFirstDrawingLeavesNothing() {
    try (var bar = new LiveBar(screen.terminal())) {
      for (int i = 0; i < 20; i++) {
        bar.show(DUMPING);
        bar.clear();
        assertThat(screen.lines()).containsExactly("");
      }
    }
  }

  @Test
  void severalThreadsThatShowAtOnceLeaveNoSpinnerBehind() throws Exception {
    var barrier = new CyclicBarrier(4);
    try (var bar = new LiveBar(screen.terminal());
        ExecutorService threads = Executors.newFixedThreadPool(4)) {
      for (int round = 0; round < 20; round++) {
        for (Future<Boolean> shown :
            threads.invokeAll(Collections.nCopies(4, show(bar, barrier)))) {
          assertThat(shown.get(60, TimeUnit.SECONDS)).isTrue();
        }
        bar.clear();
      }
      int before = screen.written().length();
      awaitDrawings();
      assertThat(screen.written().substring(before)).isEmpty();
    }
  }

  private static Callable<Boolean> show(LiveBar bar, CyclicBarrier barrier) {
    return () -> {
      barrier.await(60, TimeUnit.SECONDS);
      bar.show(DUMPING);
      return true;
    };
  }

  @Test
  void nothingIsShownOnceItIsClosed() {
    var bar = new LiveBar(screen.terminal());
    bar.show(DUMPING);
    bar.close();
    int before = screen.written().length();
    bar.show(DUMPING);
    awaitDrawings();
    assertThat(screen.written().substring(before)).isEmpty();
    assertThat(screen.lines()).containsExactly("");
  }
}
