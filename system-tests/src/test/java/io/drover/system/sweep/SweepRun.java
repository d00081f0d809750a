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
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** One run: two instances of a service, one of which is killed or stalled exactly at a step. */
final class SweepRun {
  private static final Duration LIMIT = Duration.ofMinutes(4);
  private static final Duration REACHING = Duration.ofMinutes(4);
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

    /** Generators of neighbouring seeds begin alike, and those of multiples of them do, too. */
    private static Random mixed(long seed) {
      return new Random(new SplittableRandom(seed).nextLong());
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
    try (Herd herd = Workshop.get().herd(HerdPlan.shared().withEmpty(empty()));
        Watched watched = new Watched(herd, plan.step());
        ProcessWatch watch = ProcessWatch.start(herd.scene().secrets())) {
      Hold hold = Hold.at(herd, plan.step().name(), plan.occurrence());
      Map<String, ServiceProcess> pair = new LinkedHashMap<>();
      for (String name : List.of("a", "b")) {
        pair.put(name, start(herd, name, hold.properties()));
      }
      List<ServiceProcess> others = others(herd);
      List<String> violations = new ArrayList<>();
      boolean held = false;
      try {
        Workload.publish(herd, random, plan.step());
        if (watches()) {
          watched.begin();
        }
        held = awaitHeld(herd, hold, watched);
        if (held) {
          disturb(herd, pair, hold);
        }
        watched.await();
        herd.ledger().awaitIdle(LIMIT, Service.operating());
      } catch (RuntimeException | AssertionError stuck) {
        violations.add("does not come to rest: " + stuck);
      }
      Stream.concat(pair.values().stream(), others.stream())
          .flatMap(process -> process.death().stream())
          .forEach(violations::add);
      if (watches()) {
        // Its tables and sessions would change while they are looked at.
        pair.values().forEach(ServiceProcess::kill);
      }
      violations.addAll(Checker.violations(herd.scene()));
      violations.addAll(watch.violations());
      if (!violations.isEmpty()) {
        keep(herd);
      }
      return new Result(held, violations, Duration.ofNanos(System.nanoTime() - begun));
    }
  }

  private boolean watches() {
    return plan.step().service() == Service.MONITOR;
  }

  private List<String> empty() {
    return watches()
        ? List.of(Herd.FAILED)
        : OwnWork.of(plan.step()).map(OwnWork::databases).orElse(List.of());
  }

  private List<ServiceProcess> others(Herd herd) {
    return Stream.of(Service.operating())
        .filter(each -> each != plan.step().service())
        .map(each -> herd.start(each, "other-" + each.module()))
        .toList();
  }

  private ServiceProcess start(Herd herd, String instance, Map<String, String> more) {
    return herd.start(plan.step().service(), instance, more);
  }

  private boolean awaitHeld(Herd herd, Hold hold, Watched watched) {
    boolean[] idle = {false};
    Awaitility.await()
        .atMost(REACHING)
        .pollInterval(Duration.ofMillis(20))
        .until(
            () -> {
              if (hold.reached()) {
                return true;
              }
              idle[0] = watches() ? watched.ended() : herd.ledger().isIdle(Service.operating());
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
        pair.put(name, start(herd, name, Map.of()));
      }
      case BOTH_KILLED -> {
        victim.kill();
        pause(random.nextInt(LONGEST_DELAY));
        pair.values().forEach(ServiceProcess::kill);
        pair.put(name, start(herd, name, Map.of()));
        pair.put(partner, start(herd, partner, Map.of()));
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
