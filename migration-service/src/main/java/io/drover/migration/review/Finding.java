package io.drover.migration.review;

import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Something about one statement that a person should know before it runs. Holds no constant of the
 * statement: those may be secrets.
 *
 * @param rule id of the rule, as {@code INDEX_WITHOUT_CONCURRENTLY}
 * @param severity as the policy has it, else the rule's own
 * @param script name of the script
 * @param line where the statement begins, from 1
 * @param statement the statement on one line, constants left out, at most 200 characters
 * @param lock the strongest lock it takes on a table that others use; null if none matters
 * @param why what happens, in one or two sentences
 * @param rewrite the safe way, with the statement's own names where they are known
 * @param suppressedBecause the reason in the script for letting it be; null if there is none
 */
public record Finding(
    String rule,
    Severity severity,
    String script,
    int line,
    String statement,
    @Nullable TableLock lock,
    String why,
    String rewrite,
    @Nullable String suppressedBecause) {

  /** The same with what the texts hold of the script hidden by the mask. */
  public Finding masked(UnaryOperator<String> mask) {
    return new Finding(
        rule,
        severity,
        script,
        line,
        mask.apply(statement),
        lock,
        mask.apply(why),
        mask.apply(rewrite),
        suppressedBecause == null ? null : mask.apply(suppressedBecause));
  }

  /** Whether a policy that blocks findings of this severity must stop here. */
  public boolean blocks() {
    return severity == Severity.BLOCK && suppressedBecause == null;
  }
}
