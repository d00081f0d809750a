package io.drover.cli.terminal;

import java.time.Duration;
import java.util.function.Supplier;

/**
 * Says what is being done, and afterwards that it is done and how long it took.
 *
 * @param terminal where it is said
 */
public record Steps(Terminal terminal) {

  /** Does the work; an exception goes through, and the step is not said to be done. */
  public <T> T take(String what, Supplier<T> work) {
    long begun = System.nanoTime();
    var bar = new LiveBar(terminal);
    bar.show(new LiveBar.Frame("starting", 0, null, what));
    T result;
    try {
      result = work.get();
    } finally {
      bar.clear();
    }
    Duration took = Duration.ofNanos(System.nanoTime() - begun);
    done(what + terminal.dim("  " + Amounts.duration(took)));
    return result;
  }

  /** Says that something is as it should be. */
  public void done(String text) {
    terminal.line(terminal.styled(Style.GREEN, "✓") + " " + text);
  }

  /** Says what a person should know though nothing is wrong. */
  public void note(String text) {
    terminal.line(terminal.styled(Style.YELLOW, "!") + " " + text);
  }
}
