package io.drover.backup.repository;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * What one verification found out about a backup, with its numbers: the content of one file of the
 * {@link VerdictHistory}.
 *
 * @param verdictVersion version of this form, {@value #VERSION}
 * @param operationId operation, of kind {@code verify}, that reached it
 * @param outcome {@link #VERIFIED} or {@link #FAILED}
 * @param reachedAt by the state database's clock
 * @param code of the failure; empty when verified
 * @param why one sentence
 * @param detail everything that was found; empty when verified
 * @param server on which it was restored
 * @param numbers what was compared, as far as it came
 */
public record Verdict(
    int verdictVersion,
    String backupId,
    String operationId,
    String outcome,
    Instant reachedAt,
    String code,
    String why,
    String detail,
    String server,
    Numbers numbers) {
  /** The version of the form that this service writes and the newest that it reads. */
  public static final int VERSION = 1;

  /** All that was compared agrees. */
  public static final String VERIFIED = "verified";

  /** Something does not. */
  public static final String FAILED = "failed";

  /** A field that is missing is refused here. */
  public Verdict {
    Stream.of(backupId, operationId, outcome, code, why, detail, server)
        .forEach(Objects::requireNonNull);
    Stream.of(reachedAt, numbers).forEach(Objects::requireNonNull);
  }

  /** Whether all that was compared agrees. */
  public boolean verified() {
    return outcome.equals(VERIFIED);
  }

  /**
   * What was compared.
   *
   * @param tables tables whose rows were counted
   * @param hashedTables tables among them whose content was hashed
   * @param indexes valid ones
   * @param assertions names of those that held
   * @param archiveBytes stored bytes
   */
  public record Numbers(
      long archiveBytes,
      int tables,
      long rows,
      int hashedTables,
      long largeObjects,
      int indexes,
      int constraints,
      List<String> assertions,
      long restoreMillis,
      long durationMillis) {
    /** Copies the list. */
    public Numbers {
      assertions = List.copyOf(assertions);
    }
  }
}
