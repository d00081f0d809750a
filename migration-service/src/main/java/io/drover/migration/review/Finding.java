package io.drover.migration.review;

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

  /** Whether a policy that blocks findings of this severity must stop here. */
  public boolean blocks() {
    return severity == Severity.BLOCK && suppressedBecause == null;
  }
}
