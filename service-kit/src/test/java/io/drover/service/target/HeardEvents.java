package io.drover.service.target;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Remembers what a lock tells. */
final class HeardEvents implements LockEvents {
  final List<String> waiting = new CopyOnWriteArrayList<>();
  final List<String> lost = new CopyOnWriteArrayList<>();
  final List<String> preempted = new CopyOnWriteArrayList<>();

  @Override
  public void waiting(String holder) {
    waiting.add(holder);
  }

  @Override
  public void lost(String reason) {
    lost.add(reason);
  }

  @Override
  public void preempted(String by) {
    preempted.add(by);
  }
}
