package io.drover.service.target;

/**
 * The advisory keys of one physical database.
 *
 * @param target the lock itself
 * @param preemptible held beside it by a holder that gives way
 * @param preempt held by whoever wants holders to give way
 */
record LockKeys(long target, long preemptible, long preempt) {
  static LockKeys of(String physicalName) {
    return new LockKeys(
        Hashes.key("drover/target/" + physicalName),
        Hashes.key("drover/preemptible/" + physicalName),
        Hashes.key("drover/preempt/" + physicalName));
  }
}
