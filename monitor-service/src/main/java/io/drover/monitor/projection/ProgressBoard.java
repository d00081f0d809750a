package io.drover.monitor.projection;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Newest progress of each running operation; lossy by nature, so in memory only, and bounded.
 * Thread-safe.
 */
public final class ProgressBoard {
  private static final int MOST = 2_000;

  private final Map<Operation.Key, ProgressView> newest =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Operation.Key, ProgressView> eldest) {
          return size() > MOST;
        }
      };

  synchronized void put(Operation.Key key, ProgressView progress) {
    newest.remove(key);
    newest.put(key, progress);
  }

  synchronized boolean isEmpty() {
    return newest.isEmpty();
  }

  synchronized void remove(Operation.Key key) {
    newest.remove(key);
  }

  synchronized @Nullable ProgressView get(Operation.Key key) {
    return newest.get(key);
  }
}
