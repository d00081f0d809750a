package io.drover.migration;

import io.drover.service.operation.Progress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what was told, for example {@code migrating 0/3 migrations}. */
final class RecordedProgress implements Progress {
  private final List<String> told = new CopyOnWriteArrayList<>();
  private volatile String unit = "";
  private volatile long total;

  @Override
  public void phase(String name, String phaseUnit, long phaseTotal) {
    unit = phaseUnit;
    total = phaseTotal;
    told.add(name);
    done(0);
  }

  @Override
  public void done(long units) {
    told.add(units + "/" + total + " " + unit);
  }

  List<String> told() {
    return List.copyOf(told);
  }
}
