package io.drover.migration.rehearsal;

import io.drover.migration.rehearsal.Measured.Held;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which locks a session was seen to hold, and from when to when. A lock that a look finds counts
 * from the look before, which did not find it: no lock is said to be shorter than it was. Not
 * thread-safe.
 */
final class LockLog {
  /** A row of pg_locks. */
  record Lock(long relation, LockStrength mode) {}

  private final Map<Lock, Held> open = new HashMap<>();
  private Relations relations = new Relations(Map.of());
  private @Nullable Measured statement;
  private long looked;

  /** A transaction begins, before which these relations were there. */
  void begins(Relations there) {
    open.clear();
    relations = there;
    statement = null;
  }

  /** The locks that are new from now on are this statement's. */
  void runs(Measured next) {
    statement = next;
    looked = next.begun;
  }

  /**
   * A look found these locks.
   *
   * @param from when it began
   * @param to when it had ended
   */
  void seen(Set<Lock> locks, long from, long to) {
    open.forEach(
        (lock, held) -> {
          if (!locks.contains(lock)) {
            held.until = to;
          }
        });
    open.keySet().retainAll(locks);
    for (Lock lock : locks) {
      @Nullable Relation relation = relations.byOid().get(lock.relation());
      if (relation != null && statement != null && !open.containsKey(lock)) {
        Held held = new Held(relation.name(), lock.mode(), looked);
        statement.locks.add(held);
        open.put(lock, held);
      }
    }
    looked = from;
  }

  /** All of them are given up. */
  void ended(long at) {
    open.values().forEach(held -> held.until = at);
    open.clear();
    statement = null;
  }
}
