package io.drover.service.intake;

import io.drover.service.state.StateDatabase;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Resumes what paused because the state database was away. Thread-safe; {@link #check} is called
 * every second.
 */
public final class Pauses {
  private final StateDatabase state;
  private final List<Runnable> waiting = new ArrayList<>();

  public Pauses(StateDatabase state) {
    this.state = state;
  }

  synchronized void resumeWhenBack(Runnable resume) {
    waiting.add(resume);
  }

  /** True while something is paused. */
  public synchronized boolean paused() {
    return !waiting.isEmpty();
  }

  /** Resumes all if the state database answers. */
  public void check() {
    if (!paused()) {
      return;
    }
    try {
      state.now();
    } catch (SQLException stillAway) {
      return;
    }
    List<Runnable> resumed;
    synchronized (this) {
      resumed = List.copyOf(waiting);
      waiting.clear();
    }
    resumed.forEach(Runnable::run);
  }
}
