package io.drover.backup.archive;

/**
 * Counts the compressors of this process that nobody waits for and that are not freed yet. At high
 * levels each one takes hundreds of MiB for up to minutes, so new ones wait until few are left.
 * Thread-safe.
 */
final class GivenUp {
  private static final int MOST = 2;
  private static int left;

  private GivenUp() {}

  static synchronized void awaitRoom() throws InterruptedException {
    while (left >= MOST) {
      GivenUp.class.wait();
    }
  }

  static synchronized void add() {
    left++;
  }

  static synchronized void remove() {
    left--;
    GivenUp.class.notifyAll();
  }
}
