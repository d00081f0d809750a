package io.drover.system.sweep;

import io.drover.system.checker.Checker;
import io.drover.system.checker.ProcessWatch;
import io.drover.system.harness.Herd;
import io.drover.system.harness.HerdPlan;
import io.drover.system.harness.Hold;
import io.drover.system.harness.Service;
import io.drover.system.harness.ServiceProcess;
import io.drover.system.harness.Workshop;
import io.drover.system.sweep.Steps.Step;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** One run: two instances of a service, one of which is killed or stalled exactly at a step. */
final class SweepRun {
  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final Duration REACHING = Duration.ofSeconds(90);
  private static final int LONGEST_DELAY = 2_500;

  private final Plan plan;
  private final Random random;

  /** What is done to the process that reaches the step. */
  enum Fate {
    /** Killed, and started again at once. */
    KILLED,
    /** Killed, and the other instance too a moment later; then both are started again. */
    BOTH_KILLED,
    /** Stopped, and woken after the other one has taken over. */
    STALLED;

    private static final List<Fate> ALL = List.of(values());

    static Fate of(Random random) {
      return ALL.get(random.nextInt(ALL.size()));
    }
  }

  /** A run, wholly decided by its seed. */
  record Plan(long seed, Step step, int occurrence, Fate fate) {
    static Plan of(long seed) {
      Random random = mixed(seed);
      List<Step> steps = Steps.all();
      Step step = steps.get(random.nextInt(steps.size()));
      Fate fate = Fate.of(random);
      return new Plan(seed, step, random.nextInt(4) == 0 ? 2 : 1, fate);
    }

    static Plan at(long seed, Step step) {
      return new Plan(seed, step, 1, Fate.of(mixed(seed)));
    }

    /** One of each fate. */
    static Stream<Plan> allAt(long seed, Step step) {
      return Fate.ALL.stream().map(fate -> new Plan(seed, step, 1, fate));
    }

    /** Generators of neighbouring seeds begin alike. */
    private static Random mixed(long seed) {
      return new Random(seed * 0x9E3779B97F4A7C15L);
    }
  }

  /** How it went. */
  record Result(boolean reached, List<String> violations, Duration took) {}

  SweepRun(Plan plan) {
    this.plan = plan;
    this.random = new Random(plan.seed());
  }

  Result run() {
    long begun = System.nanoTime();
    List<String> more = OwnWork.of(plan.step()).map(OwnWork::databases).orElse(List.of());
    try (Herd herd = Workshop.get().herd(HerdPlan.shared().withEmpty(more));
        ProcessWatch watch = ProcessWatch.start(herd.scene().secrets())) {
      Hold hold = Hold.at(herd, plan.step().name(), plan.occurrence());
      Map<String, ServiceProcess> pair = new LinkedHashMap<>();
      for (String name : List.of("a", "b")) {
        pair.put(name, herd.start(plan.step().service(), name, hold.properties()));
      }
      Service other = plan.step().service() == Service.BACKUP ? Service.MIGRATION : Service.BACKUP;
      ServiceProcess third = herd.start(other, "other");
      List<String> violations = new ArrayList<>();
      boolean held = false;
      try {
        Workload.publish(herd, random, plan.step());
        held = awaitHeld(herd, hold);
        if (held) {
          disturb(herd, pair, hold);
        }
        herd.ledger().awaitIdle(LIMIT, Service.values());
      } catch (RuntimeException | AssertionError stuck) {
        violations.add("does not come to rest: " + stuck);
      }
      pair.values().stream()
          .filter(process -> !process.isAlive())
          .forEach(process -> violations.add(process.instance() + " has died by itself"));
      if (!third.isAlive()) {
        violations.add("the third process has died by itself");
      }
      violations.addAll(Checker.violations(herd.scene()));
      violations.addAll(watch.violations());
      if (!violations.isEmpty()) {
        keep(herd);
      }
      return new Result(held, violations, Duration.ofNanos(System.nanoTime() - begun));
    }
  }

  private static boolean awaitHeld(Herd herd, Hold hold) {
    boolean[] idle = {false};
    Awaitility.await()
        .atMost(REACHING)
        .pollInterval(Duration.ofMillis(20))
        .until(
            () -> {
              if (hold.reached()) {
                return true;
              }
              idle[0] = herd.ledger().isIdle(Service.values());
              return idle[0];
            });
    return !idle[0] || hold.reached();
  }

  private void disturb(Herd herd, Map<String, ServiceProcess> pair, Hold hold) {
    String name = hold.holder();
    String partner = name.equals("a") ? "b" : "a";
    ServiceProcess victim = pair.get(name);
    if (victim == null) {
      throw new IllegalStateException("held is " + name);
    }
    switch (plan.fate()) {
      case KILLED -> {
        victim.kill();
        pair.put(name, herd.start(plan.step().service(), name));
      }
      case BOTH_KILLED -> {
        victim.kill();
        pause(random.nextInt(LONGEST_DELAY));
        pair.values().forEach(ServiceProcess::kill);
        pair.put(name, herd.start(plan.step().service(), name));
        pair.put(partner, herd.start(plan.step().service(), partner));
      }
      case STALLED -> {
        victim.stall();
        pause(4_000 + random.nextInt(LONGEST_DELAY));
        hold.release();
        victim.wake();
      }
    }
  }

  private static void pause(long millis) {
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
  }

  private void keep(Herd herd) {
    Path kept = Path.of("target", "failed-runs", String.valueOf(plan.seed()));
    try {
      Files.createDirectories(kept.getParent());
      Files.writeString(kept.resolveSibling(plan.seed() + ".log"), plan + "\n" + herd.output());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
