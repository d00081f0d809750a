package io.drover.cli.stack;

import io.drover.cli.CliFailure;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Starts services anew that died, as the supervisor of a real installation would: later each time,
 * and no more after several deaths in a row.
 */
final class Supervisor {
  private static final int MOST_DEATHS = 5;
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

  /** What has run for so long has not died in a row. */
  private static final Duration SETTLED = Duration.ofMinutes(1);

  private final Consumer<String> restart;
  private final Consumer<String> tell;
  private final LongSupplier nanos;
  private final Map<String, Life> lives = new HashMap<>();

  /**
   * One service's deaths in a row.
   *
   * @param since when it was started or died, in nanoseconds
   * @param pause until it is started anew; null while it runs
   */
  private record Life(int deaths, long since, @Nullable Duration pause) {}

  /**
   * A supervisor.
   *
   * @param restart starts the service of this name anew
   * @param tell takes a sentence for the person who looks on
   * @param nanos a clock that only goes forward
   */
  Supervisor(Consumer<String> restart, Consumer<String> tell, LongSupplier nanos) {
    this.restart = restart;
    this.tell = tell;
    this.nanos = nanos;
  }

  /**
   * Looks once.
   *
   * @throws CliFailure a service died too often, or cannot be started
   */
  void look(List<Member> services) {
    long now = nanos.getAsLong();
    for (Member service : services) {
      Life before = lives.getOrDefault(service.name(), new Life(0, now, null));
      lives.put(
          service.name(), before.pause() == null ? running(service, before) : due(service, before));
    }
  }

  private Life running(Member service, Life before) {
    long now = nanos.getAsLong();
    boolean settled = now - before.since() >= SETTLED.toNanos();
    if (service.isAlive()) {
      return settled ? new Life(0, before.since(), null) : before;
    }
    int deaths = settled ? 1 : before.deaths() + 1;
    if (deaths >= MOST_DEATHS) {
      throw new CliFailure(
          "%s died %d times in a row; its log ends:%n%s"
              .formatted(service.name(), deaths, ServiceProcess.tail(Path.of(service.log()))),
          "see " + service.log());
    }
    Duration pause = FIRST_PAUSE.multipliedBy(1L << (deaths - 1));
    tell.accept(
        "%s has died and is started anew in %d s; its log: %s"
            .formatted(service.name(), pause.toSeconds(), service.log()));
    return new Life(deaths, now, pause);
  }

  private Life due(Member service, Life before) {
    Duration pause = before.pause();
    long now = nanos.getAsLong();
    if (pause != null && now - before.since() < pause.toNanos()) {
      return before;
    }
    restart.accept(service.name());
    return new Life(before.deaths(), now, null);
  }
}
