package io.drover.migration.adoption;

import io.drover.migration.flyway.RunContent;
import io.drover.migration.flyway.RunScript;
import io.drover.migration.review.ScriptStatement;
import io.drover.migration.review.Tidy;
import io.drover.schemas.FailureCode;
import io.drover.service.operation.OperationFailure;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Statements whose effect is not confined to the database that they run in, so that they must not
 * run again in a scratch one. It sees those that stand in a script as such, not those that a
 * function or a {@code DO} makes.
 */
final class ServerWide {
  private static final Pattern STATEMENT =
      Pattern.compile(
          "(CREATE|ALTER|DROP)\\s+(ROLE|USER(?!\\s+MAPPING)|GROUP|TABLESPACE|SUBSCRIPTION)\\b.*"
              + "|(CREATE|DROP)\\s+DATABASE\\b.*|ALTER\\s+SYSTEM\\b.*"
              + "|(DROP|REASSIGN)\\s+OWNED\\b.*",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  private ServerWide() {}

  /**
   * Refuses scripts that hold one.
   *
   * @throws OperationFailure {@code MIGRATION_UNSAFE}
   */
  static void refuse(List<RunContent> contents, String database) throws OperationFailure {
    for (RunContent content : contents) {
      for (RunScript each : content.scripts()) {
        for (ScriptStatement statement : each.script().statements()) {
          if (STATEMENT.matcher(Tidy.of(statement.sql()).strip()).matches()) {
            throw OperationFailure.of(
                FailureCode.MIGRATION_UNSAFE,
                "Line "
                    + statement.line()
                    + " of "
                    + each.script().name()
                    + " changes the whole server, so the scripts are not run on a scratch database"
                    + " to compare it with "
                    + database
                    + ".",
                "Compare the schemas by hand, then mark the scripts as applied: ./drover migrate "
                    + database
                    + " --baseline");
          }
        }
      }
    }
  }
}
