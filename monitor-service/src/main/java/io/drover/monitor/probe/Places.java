package io.drover.monitor.probe;

import java.util.concurrent.Semaphore;

/**
 * How many servers are looked at side by side. Those that were silent at their last look have
 * places of their own: however many there are, they take none of the others'.
 */
final class Places {
  private static final int MOST_AT_ONCE = 64;
  private static final int MOST_SILENT = 32;

  private final Semaphore answering = new Semaphore(MOST_AT_ONCE, true);
  private final Semaphore silent = new Semaphore(MOST_SILENT, true);

  /** A place, as soon as there is one. */
  Place take(boolean wasSilent) throws InterruptedException {
    Semaphore places = wasSilent ? silent : answering;
    places.acquire();
    return places::release;
  }

  /** To be given back. */
  interface Place extends AutoCloseable {
    @Override
    void close();
  }
}
