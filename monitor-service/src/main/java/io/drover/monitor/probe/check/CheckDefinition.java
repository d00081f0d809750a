package io.drover.monitor.probe.check;

import io.drover.service.target.CheckName;
import java.util.List;

/**
 * A check: how it is made, and what is said of what it finds.
 *
 * <p>Its SQL gives rows, the worst first, with columns of these names: {@code value}; {@code
 * database} (with {@link Place#EACH_DATABASE}); {@code line}, which tells of one offender and never
 * holds the text of a query; {@code remedy}, for that offender; {@code whole}, the counter that a
 * ratio is taken of; {@code since}, which changes when counters are reset; {@code skipped}, why the
 * check does not apply. A row without value stands for what may not be seen.
 *
 * @param extension which its SQL reads, by <code>{extension}</code> for its schema; empty for none
 * @param pages of the largest table or index below which it finds nothing, so that it need not look
 * @param source views and functions that it reads
 * @param versions its SQL by server version, the oldest first; never empty
 * @param sentence with {@code {value}}, true whatever the value
 * @param none sentence for a value of zero; empty for the other one
 * @param remedy for what has no remedy of its own; works when pasted into psql
 */
public record CheckDefinition(
    CheckName name,
    Place place,
    Privilege privilege,
    Reading reading,
    String extension,
    int pages,
    String source,
    List<Versioned> versions,
    String sentence,
    String none,
    String remedy) {

  /** The oldest and the newest server that SQL of checks is written for. */
  public static final int OLDEST = 13;

  /** See {@link #OLDEST}. */
  public static final int NEWEST = 18;

  /**
   * SQL for servers from this major version on.
   *
   * @param sql one statement that reads
   */
  public record Versioned(int from, String sql) {}

  public CheckDefinition {
    versions = List.copyOf(versions);
  }

  static CheckBuilder of(CheckName name) {
    return new CheckBuilder(name);
  }

  /**
   * The SQL for a server.
   *
   * @param version major version; one that is newer than all known is taken for the newest
   * @throws IllegalArgumentException it is older than {@link #OLDEST}
   */
  public String sql(int version) {
    return versions.stream()
        .filter(one -> one.from() <= version)
        .reduce((older, newer) -> newer)
        .orElseThrow(() -> new IllegalArgumentException("no SQL for version " + version))
        .sql();
  }

  /** Whether its value is the server's, not a database's. */
  public boolean ofServer() {
    return place == Place.SERVER;
  }

  /** Whether it is made in the database itself. */
  public boolean inside() {
    return place == Place.INSIDE || place == Place.INSIDE_SELDOM;
  }
}
