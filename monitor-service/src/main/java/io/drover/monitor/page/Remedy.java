package io.drover.monitor.page;

import java.util.regex.Pattern;

/** What to do about something: a command to paste, or advice to read. */
public final class Remedy {
  /** Variables of the environment, then a path or a program that remedies name. */
  private static final Pattern SHELL =
      Pattern.compile(
          "([A-Z_]+=\\S+"
              + " )*(\\./|/|(sudo|drover|psql|pg_\\w+|createdb|dropdb|vacuumdb|reindexdb|df|du|ls|cat|chmod|chown|mkdir|rm|mv|cp|kill|curl|openssl|apt-get|systemctl|docker|kafka-\\S+|export|rsync)"
              + " ).*");

  private static final Pattern SQL =
      Pattern.compile(
          "(ALTER|ANALYZE|CALL|CHECKPOINT|COMMENT|CREATE|DELETE|DROP|EXPLAIN|GRANT|INSERT|REASSIGN|REFRESH|REINDEX"
              + "|RESET|REVOKE|SELECT|SET|SHOW|TRUNCATE|UPDATE|VACUUM|WITH)\\b.*");

  private Remedy() {}

  /** Whether each line of it can be pasted into a shell or into psql. */
  public static boolean isCommand(String text) {
    return !text.strip().endsWith(".")
        && text.lines()
            .filter(line -> !line.isBlank())
            .allMatch(line -> SHELL.matcher(line).matches() || SQL.matcher(line).matches());
  }

  /** Whether it is for psql rather than for a shell. */
  public static boolean isSql(String text) {
    return text.lines().allMatch(line -> SQL.matcher(line).matches());
  }
}
