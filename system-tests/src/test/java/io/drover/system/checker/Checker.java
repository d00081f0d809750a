package io.drover.system.checker;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Finds out whether a run that has come to rest kept every invariant. */
public final class Checker {
  private static final Map<String, Invariant> INVARIANTS = new LinkedHashMap<>();

  static {
    INVARIANTS.put("one end", new OneEnd());
    INVARIANTS.put("duplicates", new Duplicates());
    INVARIANTS.put("expiry", new Expiry());
    INVARIANTS.put("approvals", new Approvals());
    INVARIANTS.put("true backups", new TrueBackups());
    INVARIANTS.put("true copies", new TrueCopies());
    INVARIANTS.put("true exchanges", new TrueExchanges());
    INVARIANTS.put("true removals", new TrueRemovals());
    INVARIANTS.put("schedules once", new SchedulesOnce());
    INVARIANTS.put("true restores", new TrueRestores());
    INVARIANTS.put("true verdicts", new TrueVerdicts());
    INVARIANTS.put("in place once", new InPlaceOnce());
    INVARIANTS.put("one in service", new OneInService());
    INVARIANTS.put("true migrations", new TrueMigrations());
    INVARIANTS.put("scripts once", new ScriptsOnce());
    INVARIANTS.put("alerts in order", new AlertsInOrder());
    INVARIANTS.put("receiver told", new ReceiverTold());
    INVARIANTS.put("controls once", new ControlsOnce());
    INVARIANTS.put("true projection", new TrueProjection());
    INVARIANTS.put("dead letters", new DeadLettersOnce());
    INVARIANTS.put("nothing left", new NothingLeft());
    INVARIANTS.put("no secret", new NoSecret());
  }

  private Checker() {}

  /** Reads everything; one sentence for each violation, none when all is well. */
  public static List<String> violations(Scene scene) {
    Evidence evidence = new Evidence(scene);
    List<String> found = new ArrayList<>();
    INVARIANTS.forEach(
        (name, invariant) -> {
          try {
            invariant.violations(evidence).forEach(each -> found.add(name + ": " + each));
          } catch (Exception e) {
            found.add(name + ": cannot be checked: " + e);
          }
        });
    return found;
  }
}
