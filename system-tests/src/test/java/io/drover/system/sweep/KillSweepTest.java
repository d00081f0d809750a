package io.drover.system.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The kill sweep. {@code -Ddrover.sweep.runs=200} makes it long, {@code -Ddrover.sweep.seed=N}
 * begins elsewhere, {@code -Ddrover.sweep.steps=true} visits each step in turn instead, {@code
 * -Ddrover.sweep.only=swapped,restore/} those whose names hold one of these words; with {@code
 * -Ddrover.sweep.fates=true} each of them with all that can be done to the process.
 */
class KillSweepTest {
  private static final int RUNS = Integer.getInteger("drover.sweep.runs", 6);
  private static final String ONLY = System.getProperty("drover.sweep.only", "");
  private static final long SEED = Long.getLong("drover.sweep.seed", 1);

  static Stream<SweepRun.Plan> plans() {
    if (Boolean.getBoolean("drover.sweep.steps") || !ONLY.isEmpty()) {
      List<Steps.Step> steps =
          Steps.all().stream()
              .filter(step -> Stream.of(ONLY.split(",", -1)).anyMatch(step.name()::contains))
              .toList();
      boolean fates = Boolean.getBoolean("drover.sweep.fates");
      return LongStream.range(0, steps.size())
          .boxed()
          .flatMap(
              i ->
                  fates
                      ? SweepRun.Plan.allAt(SEED + i, steps.get(i.intValue()))
                      : Stream.of(SweepRun.Plan.at(SEED + i, steps.get(i.intValue()))));
    }
    return LongStream.range(SEED, SEED + RUNS).mapToObj(SweepRun.Plan::of);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("plans")
  void everyInvariantHoldsWhereverAServiceIsKilledOrStalled(SweepRun.Plan plan) {
    SweepRun.Result result = new SweepRun(plan).run();
    System.getLogger("sweep")
        .log(
            System.Logger.Level.INFO,
            plan + " reached=" + result.reached() + " in " + result.took());
    assertThat(result.violations()).as(plan.toString()).isEmpty();
    // Not every workload comes to the same step twice.
    assertThat(result.reached() || plan.occurrence() > 1)
        .as("%s was reached", plan.step())
        .isTrue();
  }
}
