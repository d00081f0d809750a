package io.drover.migration.review;

import java.util.List;

/** Locks that are waited for without end, or held longer than their own work takes. */
final class WaitRules {
  static final List<Checked> ALL =
      List.of(
          Checked.warn(
              "LOCK_TIMEOUT_MISSING",
              "A lock that stops writes is waited for without a limit; said once a script.",
              null,
              "SET LOCAL lock_timeout before it (SET, outside a transaction), and try again.",
              WaitRules::unlimitedWait),
          Checked.warn(
              "WORK_UNDER_ACCESS_EXCLUSIVE",
              "More work follows in the transaction that holds ACCESS EXCLUSIVE.",
              TableLock.ACCESS_EXCLUSIVE,
              "The statement with the lock last, or in a script of its own.",
              WaitRules::workUnderLock));

  private WaitRules() {}

  static void unlimitedWait(Step step, Hits hits) {
    if (step.state().lockTimeout().limited()) {
      return;
    }
    Locks.of(step).stream()
        .filter(held -> held.lock().stopsWrites())
        .findFirst()
        .filter(held -> step.state().firstWait())
        .ifPresent(
            held ->
                hits.add(
                    held.lock(),
                    "While it waits for %s on %s, every later reader or writer queues behind it, for"
                            .formatted(held.lock().sqlName(), held.table())
                        + " as long as the longest query runs.",
                    step.inTransaction()
                        ? "SET LOCAL lock_timeout = '2s'; before it, and run the script again when"
                            + " it times out"
                        : "SET lock_timeout = '2s'; before it, and run the script again when it"
                            + " times out"));
  }

  static void workUnderLock(Step step, Hits hits) {
    if (!step.inTransaction() || step.state().exclusive().isEmpty()) {
      return;
    }
    List<Name> held = List.copyOf(step.state().exclusive().keySet());
    boolean another =
        Locks.of(step).stream()
            .anyMatch(lock -> lock.lock().stopsWrites() && !held.contains(lock.table()));
    if (another || Scans.isLong(step)) {
      hits.add(
          TableLock.ACCESS_EXCLUSIVE,
          "%s stays locked against reads and writes, since line %d, until this is done too."
              .formatted(held.getFirst(), step.state().exclusive().get(held.getFirst())),
          another
              ? "One table a script: two in one transaction can deadlock with the application."
              : "Put the statement that needs the lock into a script of its own, this one into the"
                  + " next.");
    }
  }
}
