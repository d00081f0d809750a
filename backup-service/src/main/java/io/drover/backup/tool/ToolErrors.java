package io.drover.backup.tool;

import static java.util.regex.Pattern.CASE_INSENSITIVE;

import io.drover.schemas.FailureCode;
import io.drover.service.operation.OperationFailure;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Turns what pg_dump and pg_restore write to standard error into failures of the contract. */
public final class ToolErrors {
  private record Rule(
      Pattern pattern, String code, String message, String remedy, boolean passes) {}

  /** Of psql with the number of the line in what it was fed. */
  private static final Pattern ERROR =
      Pattern.compile("(?:<stdin>:(\\d+): )?(?:error|ERROR|FATAL):\\s*(.*)");

  // $1 stands for the first group of the pattern. The first rule that fits is taken.
  private static final List<Rule> RULES =
      List.of(
          rule(
              "No space left on device|could not extend file|disk full",
              FailureCode.DISK_FULL,
              "the server or the repository has no disk space left",
              "df -h",
              true),
          rule(
              "aborting because of server version mismatch|unsupported version .* in file header",
              FailureCode.VERSION_MISMATCH,
              "the installed PostgreSQL programs are older than the server or the backup",
              "apt-get install postgresql-client",
              false),
          rule(
              "password authentication failed|no password supplied|no pg_hba.conf entry",
              FailureCode.TARGET_AUTHENTICATION,
              "the server refused the credentials",
              "Check user and password of the server in databases.yml.",
              false),
          rule(
              "role \"(.*)\" does not exist",
              FailureCode.MISSING_ROLE,
              "the server has no role $1",
              "psql -c 'CREATE ROLE \"$1\"'",
              false),
          rule(
              "extension \"(.*)\" is not available|extension/(?:.*)\\.control|could not access file"
                  + " \"(.*)\"",
              FailureCode.MISSING_EXTENSION,
              "the server lacks an extension that the backup needs",
              "psql -c 'SELECT name FROM pg_available_extensions'",
              false),
          rule(
              "permission denied|must be owner of|must be superuser|must be member of|row-level"
                  + " security policy",
              FailureCode.INSUFFICIENT_PRIVILEGE,
              "the database user lacks a right",
              "psql -c 'GRANT pg_read_all_data TO CURRENT_USER' # or the right that the detail"
                  + " names",
              false),
          rule(
              "due to lock timeout|could not obtain lock",
              FailureCode.LOCK_TIMEOUT,
              "a lock on a table was not granted in time",
              "psql -c 'SELECT pid, state, query FROM pg_stat_activity'",
              true),
          rule(
              "due to statement timeout",
              FailureCode.STATEMENT_TIMEOUT,
              "a statement ran longer than its limit",
              "psql -c 'SHOW statement_timeout'",
              false),
          rule(
              "could not connect|connection to server .* failed|server closed the"
                  + " connection|terminating connection|could not receive data from server|no"
                  + " connection to the server|database system is (?:starting up|shutting down|in"
                  + " recovery)",
              FailureCode.TARGET_UNREACHABLE,
              "the connection to the server was lost",
              "pg_isready",
              true),
          rule(
              "input file is too short|unexpected end of file|could not read from input file|does"
                  + " not appear to be a valid archive|corrupt",
              FailureCode.BACKUP_CORRUPT,
              "the archive cannot be read",
              "Restore another backup; ./drover backups DATABASE lists them.",
              false));

  private ToolErrors() {}

  /**
   * The failure that this end of a program is.
   *
   * @param tool name of the program
   * @param errorTail end of its standard error, without secrets
   */
  public static OperationFailure explain(String tool, int exitCode, String errorTail) {
    for (Rule rule : RULES) {
      Matcher matcher = rule.pattern().matcher(errorTail);
      if (matcher.find()) {
        return failure(tool, rule, matcher).withDetail(errorTail);
      }
    }
    return OperationFailure.of(
            FailureCode.INTERNAL,
            tool + " ended with exit code " + exitCode + ": " + firstError(errorTail),
            "The detail holds what " + tool + " said.")
        .withDetail(errorTail);
  }

  private static OperationFailure failure(String tool, Rule rule, Matcher matcher) {
    String named = matcher.groupCount() == 0 ? "" : String.valueOf(matcher.group(1));
    OperationFailure failure =
        OperationFailure.of(
            rule.code(),
            tool + " failed: " + rule.message().replace("$1", named) + ".",
            rule.remedy().replace("$1", named));
    return rule.passes() ? failure.asRetryable() : failure;
  }

  private static String firstError(String errorTail) {
    return errorTail
        .lines()
        .map(ERROR::matcher)
        .filter(Matcher::find)
        .map(
            found ->
                (found.group(1) == null ? "" : "line " + found.group(1) + ": ") + found.group(2))
        .findFirst()
        .orElse("it did not say why");
  }

  private static Rule rule(
      String pattern, String code, String message, String remedy, boolean passes) {
    return new Rule(Pattern.compile(pattern, CASE_INSENSITIVE), code, message, remedy, passes);
  }
}
