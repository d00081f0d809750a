package io.drover.migration.adoption;

import io.drover.migration.schema.SchemaDifferences;
import io.drover.schemas.FailureCode;
import io.drover.schemas.SchemaDifference;
import io.drover.service.operation.OperationFailure;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** Why a database is not adopted. */
final class Drift {
  /** As many as a failure's detail holds. */
  private static final int LISTED = 40;

  private static final int SHOWN = 80;

  private Drift() {}

  /**
   * Refuses a database that is not what its scripts make.
   *
   * @throws OperationFailure {@code VERIFICATION_MISMATCH}, the differences in its detail
   */
  static void refuse(SchemaDifferences found, UnaryOperator<String> mask, String database)
      throws OperationFailure {
    if (found.isEmpty()) {
      return;
    }
    SchemaDifference first = found.facts(1, mask).getFirst();
    String listed =
        found.facts(LISTED, mask).stream().map(Drift::line).collect(Collectors.joining("\n"));
    int more = found.count() - LISTED;
    throw OperationFailure.of(
            FailureCode.VERIFICATION_MISMATCH,
            "The database "
                + database
                + " is not what its scripts make: "
                + found.count()
                + (found.count() == 1 ? " difference, " : " differences, the first is ")
                + first.getObject()
                + " "
                + side(first)
                + ".",
            "Change the scripts, or the database, until they agree: ./drover migrate "
                + database
                + " --adopt --dry-run")
        .withDetail(more > 0 ? listed + "\nand " + more + " more" : listed);
  }

  private static String side(SchemaDifference difference) {
    return switch (difference.getChange()) {
      case "added" -> "(only in the database)";
      case "removed" -> "(only in the scripts)";
      default -> "(differs)";
    };
  }

  private static String line(SchemaDifference each) {
    String line = each.getObject() + " " + side(each);
    return each.getChange().equals("changed")
        ? line + ": scripts " + shown(each.getBefore()) + "; database " + shown(each.getAfter())
        : line;
  }

  private static String shown(String definition) {
    String line = Objects.requireNonNullElse(definition, "").replaceAll("\\s+", " ").strip();
    return line.length() > SHOWN ? line.substring(0, SHOWN) + "…" : line;
  }

  /** The same failure, and that it did not happen in the database itself. */
  static OperationFailure inScratch(OperationFailure failure, String database) {
    OperationFailure told =
        OperationFailure.of(
                failure.code(),
                "In an empty scratch database, and nothing was changed in "
                    + database
                    + ": "
                    + failure.message(),
                failure.remedy())
            .withDetail(failure.detail())
            .causedBy(failure);
    return failure.retryable() ? told.asRetryable() : told;
  }
}
