package io.drover.system.sweep;

import io.drover.system.harness.Herd;
import io.drover.system.harness.Requests;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Requests that take ways of their own, on a database of their own; published only in a run that
 * holds a service at one of their steps.
 *
 * @param steps to which no other requests come
 * @param databases empty ones that it needs
 */
record OwnWork(List<String> steps, List<String> databases, Consumer<Asking> asks) {
  private static final int MOST_DUPLICATES = 3;

  private static final List<OwnWork> ALL =
      List.of(
          new OwnWork(
              steps("adoption-begun", "scratch-made", "scripts-compared", "history-begun"),
              List.of(Herd.PUSHED),
              OwnWork::adoption),
          new OwnWork(steps("baseline-made"), List.of(Herd.UNDONE), OwnWork::baseline),
          new OwnWork(
              steps("flyway-failed", "repair-noted", "history-repaired", "repaired"),
              List.of(Herd.FAILED),
              OwnWork::repair),
          new OwnWork(
              steps("before-undo", "undo-run", "undone"), List.of(Herd.UNDONE), OwnWork::undo),
          new OwnWork(steps("awaiting-return"), List.of(Herd.RETURNED), OwnWork::returnToTheBackup),
          new OwnWork(steps("awaiting-restore", "checked"), List.of(), OwnWork::restore));

  private static List<String> steps(String... names) {
    return Stream.of(names).map("migrate/"::concat).toList();
  }

  /** Whose requests come to this step and no others do. */
  static Optional<OwnWork> of(Steps.Step step) {
    return ALL.stream().filter(each -> each.steps.contains(step.name())).findFirst();
  }

  /** Steps to which nothing else comes. */
  static List<String> allSteps() {
    return ALL.stream().flatMap(each -> each.steps.stream()).toList();
  }

  /** One after the other in their order, each several times. */
  Runnable in(Herd herd, Random random) {
    Asking asking = new Asking(herd, random, new ArrayList<>());
    asks.accept(asking);
    return () -> asking.sends.forEach(Runnable::run);
  }

  /** A database that was pushed without history gets one. */
  private static void adoption(Asking asking) {
    asking.migrate(Herd.PUSHED, "ADOPT", Map.of(), "succeeded");
  }

  private static void baseline(Asking asking) {
    asking.migrate(Herd.UNDONE, "BASELINE", Map.of(), "succeeded");
  }

  /** A script fails where no transaction holds it, and the history is set right. */
  private static void repair(Asking asking) {
    asking.migrate(Herd.FAILED, "APPLY", Map.of(), "failed MIGRATION_FAILED");
    asking.migrate(Herd.FAILED, "REPAIR", Map.of(), "succeeded");
  }

  /** Three versions are applied and two undone by their scripts. */
  private static void undo(Asking asking) {
    asking.migrate(Herd.UNDONE, "APPLY", Map.of(), "succeeded");
    asking.migrate(Herd.UNDONE, "ROLLBACK", Map.of("version", "1"), "succeeded");
  }

  private static void returnToTheBackup(Asking asking) {
    asking.migrate(Herd.RETURNED, "APPLY", Map.of(), "succeeded");
    Map<String, Object> before = Map.of("backupId", "before", "confirm", Herd.RETURNED);
    asking.migrate(Herd.RETURNED, "ROLLBACK", before, "succeeded");
  }

  /** A backup becomes a new database, which is migrated and checked. */
  private static void restore(Asking asking) {
    Map<String, Object> target = Map.of("targetName", asking.herd().physical("delta_current"));
    asking.migrate(Herd.IN_A_DIRECTORY, "RESTORE", target, "succeeded");
  }

  /** Takes requests down. */
  record Asking(Herd herd, Random random, List<Runnable> sends) {
    void migrate(String database, String mode, Map<String, Object> more, String outcome) {
      Map<String, Object> fields =
          Requests.fields(herd.requests().newId(mode.toLowerCase(Locale.ROOT)), database);
      fields.put("mode", mode);
      fields.putAll(more);
      herd.expect(Requests.idOf(fields), outcome);
      int times = 1 + random.nextInt(MOST_DUPLICATES);
      for (int i = 0; i < times; i++) {
        sends.add(() -> herd.requests().request("migrate", fields));
      }
    }
  }
}
