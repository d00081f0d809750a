package io.drover.monitor.projection;

import java.io.PrintStream;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Locale;

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
   * Returns when the tables hold all that the topics did, and the broker has told how much that is.
   * What it stalls on is printed, and waited for.
   *
   * @throws SQLException the state database does not answer
   */
  public void run() throws SQLException, InterruptedException {
    projection.rebuild();
    out.println(ProjectionStatus.REBUILDING + ": the tables were emptied");
    long began = System.nanoTime();
    ProjectionStatus status = progress.status();
    Long records = status.records();
    while (status.behind() || records == null) {
      out.println(line(status));
      Thread.sleep(every);
      status = progress.status();
      records = status.records();
    }
    out.printf(
        Locale.ROOT,
        "caught up: %,d records in %,d s%n",
        records,
        Duration.ofNanos(System.nanoTime() - began).toSeconds());
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
