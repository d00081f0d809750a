package io.drover.cli.terminal;

import java.time.Duration;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressState;
import org.jspecify.annotations.Nullable;

/**
 * The last line of an interactive terminal, redrawn until it is cleared. On any other terminal it
 * shows nothing. Nothing is drawn between {@link #clear} and the next {@link #show}, and nothing at
 * all after {@link #close}. Thread-safe.
 */
public final class LiveBar implements AutoCloseable {
  private static final int REDRAW_MILLIS = 100;
  private static final int LABEL_WIDTH = 12;
  private static final int NUMBERS_WIDTH = 52;
  private static final int LONGEST_BAR = 40;
  private static final String SPINNER = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏";

  /**
   * What is shown.
   *
   * @param label what is being done
   * @param done units done
   * @param total units in all; null when not known
   * @param numbers amounts, rate and the like
   */
  public record Frame(String label, long done, @Nullable Long total, String numbers) {}

  private final Terminal terminal;
  private volatile Frame frame = new Frame("", 0, null, "");
  private @Nullable ProgressBar bar;
  private @Nullable LiveLine line;
  private boolean closed;

  /** A bar that shows nothing yet. */
  public LiveBar(Terminal terminal) {
    this.terminal = terminal;
  }

  /** Shows this from now on. */
  public synchronized void show(Frame next) {
    if (closed || !terminal.interactive()) {
      return;
    }
    frame = next;
    if (bar == null) {
      line = new LiveLine(terminal);
      bar =
          ProgressBar.builder()
              .setTaskName(next.label())
              .setUpdateIntervalMillis(REDRAW_MILLIS)
              .setRenderer((state, width) -> render(state))
              .setConsumer(line)
              .continuousUpdate()
              .clearDisplayOnFinish()
              .build();
    }
  }

  /** Takes the line away, so that others may write. */
  public synchronized void clear() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
    if (line != null) {
      line.end();
      line = null;
    }
  }

  /** Takes the line away for good. */
  @Override
  public synchronized void close() {
    clear();
    closed = true;
  }

  private String render(ProgressState state) {
    Frame shown = frame;
    Duration elapsed = state.getElapsedAfterStart();
    int tick = (int) (elapsed.toMillis() / REDRAW_MILLIS);
    String spin = String.valueOf(SPINNER.charAt(tick % SPINNER.length()));
    String label = String.format("%-" + LABEL_WIDTH + "s", shown.label());
    String text = "  " + terminal.styled(Style.CYAN, spin) + " " + label;
    Long total = shown.total();
    if (total == null || total <= 0) {
      return text + " " + terminal.dim(shown.numbers());
    }
    double share = Math.min(1, shown.done() / (double) total);
    return text + " " + drawn(share) + String.format(" %3.0f %%  ", share * 100) + shown.numbers();
  }

  private String drawn(double share) {
    int width = Math.clamp(terminal.width() - LABEL_WIDTH - NUMBERS_WIDTH, 8, LONGEST_BAR);
    int full = (int) Math.round(share * width);
    return terminal.styled(Style.GREEN, "━".repeat(full)) + terminal.dim("━".repeat(width - full));
  }
}
