package io.drover.cli.terminal;

import me.tongfei.progressbar.ProgressBarConsumer;

/**
 * One line that is drawn over and over until it ends. The progress bar draws on a thread of its
 * own, and one that is closed before its first drawing draws once more and clears nothing: so the
 * end is kept here. Thread-safe.
 */
final class LiveLine implements ProgressBarConsumer {
  private static final String ERASED = "\r\u001b[K";

  private final Terminal terminal;
  private boolean drawn;
  private boolean ended;

  LiveLine(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public int getMaxRenderedLength() {
    return terminal.width();
  }

  @Override
  public synchronized void accept(String text) {
    if (!ended) {
      drawn = true;
      terminal.out().print("\r" + text + "\u001b[K");
      terminal.out().flush();
    }
  }

  /** Erases it; what comes later is not drawn. */
  synchronized void end() {
    clear();
    ended = true;
  }

  @Override
  public synchronized void clear() {
    if (drawn && !ended) {
      drawn = false;
      terminal.out().print(ERASED);
      terminal.out().flush();
    }
  }

  @Override
  public void close() {
    terminal.out().flush();
  }
}
