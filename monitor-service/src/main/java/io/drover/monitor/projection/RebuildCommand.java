package io.drover.monitor.projection;

import java.io.PrintStream;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Makes the projection anew and prints how far it is. For one thread. */
public final class RebuildCommand {
  private final Projection projection;
  private final ProjectionProgress progress;
  private final PrintStream out;
  private final Duration every;

  /**
   * @param projection one that has begun
   * @param every time from one line to the next
   */
  public RebuildCommand(
      Projection projection, ProjectionProgress progress, PrintStream out, Duration every) {
    this.projection = projection;
    this.progress = progress;
    this.out = out;
    this.every = every;
  }

  /**
   * Returns when the tables hold all that the topics did. What it stalls on is printed, and waited
   * for.
   *
   * @throws SQLException the state database does not answer
   */
  public void run() throws SQLException, InterruptedException {
    projection.rebuild();
    long began = System.nanoTime();
    ProjectionStatus status = progress.status();
    while (status.behind()) {
      out.println(line(status));
      Thread.sleep(every);
      status = progress.status();
    }
    out.println(end(status.records(), Duration.ofNanos(System.nanoTime() - began)));
  }

  private static String end(@Nullable Long records, Duration took) {
    return records == null
        ? String.format(
            Locale.ROOT,
            "caught up in %,d s; the broker does not tell how many records those were",
            took.toSeconds())
        : String.format(Locale.ROOT, "caught up: %,d records in %,d s", records, took.toSeconds());
  }

  private static String line(ProjectionStatus status) {
    Long records = status.records();
    Long lag = status.lag();
    String read =
        records == null || lag == null
            ? "the broker does not tell how much there is to read"
            : String.format(
                Locale.ROOT, "%d %%, %,d of %,d records", status.percent(), records - lag, records);
    return status.state() + ": " + read + (status.problem() == null ? "" : "; " + status.problem());
  }
}
