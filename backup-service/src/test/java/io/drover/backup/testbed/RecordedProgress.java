package io.drover.backup.testbed;

import io.drover.service.operation.Progress;
import java.util.ArrayList;
import java.util.List;

/** Keeps what was told about progress. */
public final class RecordedProgress implements Progress {
  private final List<String> phases = new ArrayList<>();
  private long total;
  private long greatestShare;
  private long awaited = Long.MAX_VALUE;
  private Runnable action = () -> {};

  /** Acts once when so much is done. */
  public synchronized void at(long units, Runnable once) {
    awaited = units;
    action = once;
  }

  @Override
  public synchronized void phase(String name, String unit, long ofAll) {
    phases.add(name);
    total = ofAll;
  }

  @Override
  public synchronized void done(long units) {
    if (units >= awaited) {
      awaited = Long.MAX_VALUE;
      action.run();
    }
    if (total > 0) {
      greatestShare = Math.max(greatestShare, units * 100 / total);
    }
  }

  /** Names of the phases in order. */
  public synchronized List<String> phases() {
    return List.copyOf(phases);
  }

  /** The greatest percentage told. */
  public synchronized long greatestShare() {
    return greatestShare;
  }
}
