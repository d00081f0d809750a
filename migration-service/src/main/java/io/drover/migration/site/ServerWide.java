package io.drover.migration.site;

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
 * run in a scratch one: they would change the live server, or the live database by its name. It
 * sees those that stand in a script as such, not those that a function or a {@code DO} makes.
 */
public final class ServerWide {
  private static final Pattern STATEMENT =
      Pattern.compile(
          "(CREATE|ALTER|DROP)\\s+(ROLE|USER(?!\\s+MAPPING)|GROUP|TABLESPACE|SUBSCRIPTION|DATABASE)\\b.*"
              + "|ALTER\\s+SYSTEM\\b.*|(DROP|REASSIGN)\\s+OWNED\\b.*"
              + "|(COMMENT|SECURITY\\s+LABEL)\\b.*\\bON\\s+(ROLE|TABLESPACE|SUBSCRIPTION|DATABASE)\\b.*"
              + "|(GRANT|REVOKE)\\b.*\\bON\\s+(DATABASE|TABLESPACE|PARAMETER)\\b.*"
              + "|(GRANT|REVOKE)\\s+((?!\\bON\\b).)*\\b(TO|FROM)\\b.*"
              + "|COPY\\b.*\\b((TO|FROM)\\s+PROGRAM\\b|TO\\s+').*",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  private ServerWide() {}

  /** Whether this statement is one. */
  static boolean is(String sql) {
    return STATEMENT.matcher(Tidy.of(sql).strip()).matches();
  }

  /**
   * Refuses scripts that hold one.
   *
   * @param instead what becomes of the request, such as: so nothing was rehearsed
   * @param remedy what is to be done in its place
   * @throws OperationFailure {@code MIGRATION_UNSAFE}
   */
  public static void refuse(List<RunContent> contents, String instead, String remedy)
      throws OperationFailure {
    for (RunContent content : contents) {
      for (RunScript each : content.scripts()) {
        for (ScriptStatement statement : each.script().statements()) {
          if (is(statement.sql())) {
            throw OperationFailure.of(
                FailureCode.MIGRATION_UNSAFE,
                "Line "
                    + statement.line()
                    + " of "
                    + each.script().name()
                    + " changes more than the scratch database that it would run in, "
                    + instead
                    + ".",
                remedy);
          }
        }
      }
    }
  }
}
