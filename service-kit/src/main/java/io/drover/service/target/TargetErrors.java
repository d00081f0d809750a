package io.drover.service.target;

import io.drover.schemas.FailureCode;
import io.drover.service.operation.OperationFailure;
import java.io.IOException;
import java.sql.SQLException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * Turns errors of a target into failures of the contract (SQLSTATE: PostgreSQL manual, appendix A).
 * Messages and details hold no password.
 */
public final class TargetErrors {
  private static final Pattern NAMED = Pattern.compile("(role|extension) \"([^\"]+)\"");
  private static final Pattern CONTROL_FILE = Pattern.compile("extension/([^/]+)\\.control");

  private final ServerEntry server;
  private final String database;
  private final SQLException error;
  private final String said;

  private TargetErrors(ServerEntry server, String database, SQLException error) {
    this.server = server;
    this.database = database;
    this.error = error;
    this.said = masked(server, sentence(error));
  }

  /** The failure that this error of the target database is. */
  public static OperationFailure explain(SQLException error, Target target) {
    return explain(error, target.server(), target.physicalName());
  }

  /** The failure that this error of a database of the server is. */
  public static OperationFailure explain(SQLException error, ServerEntry server, String database) {
    var errors = new TargetErrors(server, database, error);
    return errors.failure().withDetail(errors.detail()).causedBy(error);
  }

  private OperationFailure failure() {
    String state = String.valueOf(error.getSQLState());
    return switch (state) {
      case "28P01", "28000" -> authentication();
      case "42501" -> privilege();
      case "55P03", "40P01" -> lockTimeout();
      case "55006" -> inUse();
      case "57014" -> cancelled();
      case "53100" -> of(FailureCode.DISK_FULL, "has no disk space left", "df -h").asRetryable();
      case "57P01", "57P02", "57P03", "53300" -> unreachable();
      case "3D000" -> unknownDatabase();
      case "42704", "58P01", "0A000" -> missing();
      default ->
          state.startsWith("08") || error.getCause() instanceof IOException
              ? unreachable()
              : internal();
    };
  }

  private OperationFailure unreachable() {
    return of(
            FailureCode.TARGET_UNREACHABLE,
            "does not answer at " + server.host() + ":" + server.port(),
            "pg_isready -h " + server.host() + " -p " + server.port())
        .asRetryable();
  }

  private OperationFailure authentication() {
    return of(
        FailureCode.TARGET_AUTHENTICATION,
        "refused user " + server.user() + " with the password of " + server.password(),
        Remedies.psql(server, "SELECT 1"));
  }

  private OperationFailure privilege() {
    String role = Remedies.identifier(server.user());
    String sql;
    if (said.contains("create database")) {
      sql = "ALTER ROLE " + role + " CREATEDB";
    } else if (said.contains("terminate") || said.contains("pg_signal_backend")) {
      sql = "GRANT pg_signal_backend TO " + role;
    } else {
      sql = "GRANT pg_read_all_data TO " + role;
    }
    return of(
        FailureCode.INSUFFICIENT_PRIVILEGE,
        "does not let user " + server.user() + " do this",
        Remedies.psql(server, database, sql));
  }

  private OperationFailure lockTimeout() {
    String sql =
        "SELECT pid, application_name, state, query FROM pg_stat_activity WHERE datname = "
            + Remedies.literal(database);
    return of(
            FailureCode.LOCK_TIMEOUT,
            "did not grant a lock in time on database " + database,
            Remedies.psql(server, sql))
        .asRetryable();
  }

  private OperationFailure inUse() {
    String sql =
        "SELECT pid, usename, application_name FROM pg_stat_activity WHERE datname = "
            + Remedies.literal(database);
    return of(
            FailureCode.BUSY,
            "says that an object of database " + database + " is in use by others",
            Remedies.psql(server, sql))
        .asRetryable();
  }

  private OperationFailure cancelled() {
    return said.contains("user request")
        ? of(
            FailureCode.CANCELLED,
            "had the statement cancelled",
            "Send the request again with a new operationId.")
        : of(
            FailureCode.STATEMENT_TIMEOUT,
            "ended a statement on database " + database + " that ran longer than its limit",
            Remedies.psql(server, database, "SHOW statement_timeout"));
  }

  private OperationFailure unknownDatabase() {
    return OperationFailure.of(
        FailureCode.UNKNOWN_DATABASE,
        "Database " + database + " does not exist on server " + server.name() + ".",
        Remedies.psql(server, "SELECT datname FROM pg_database ORDER BY 1"));
  }

  private OperationFailure missing() {
    Matcher named = NAMED.matcher(said);
    if (named.find()) {
      return named.group(1).equals("role")
          ? of(
              FailureCode.MISSING_ROLE,
              "has no role " + named.group(2),
              Remedies.psql(server, "CREATE ROLE " + Remedies.identifier(named.group(2))))
          : missingExtension(named.group(2));
    }
    Matcher file = CONTROL_FILE.matcher(said);
    return file.find() ? missingExtension(file.group(1)) : internal();
  }

  private OperationFailure missingExtension(String extension) {
    String sql =
        "SELECT name, default_version FROM pg_available_extensions WHERE name = "
            + Remedies.literal(extension);
    return of(
        FailureCode.MISSING_EXTENSION,
        "has no extension " + extension + " installed",
        Remedies.psql(server, database, sql));
  }

  private OperationFailure internal() {
    return of(
        FailureCode.INTERNAL,
        "answered with an error that has no code of its own",
        "Look the operation's id up in the log of the service.");
  }

  private OperationFailure of(String code, String what, String remedy) {
    return OperationFailure.of(
        code, "Server " + server.name() + " " + what + ": " + said + ".", remedy);
  }

  private String detail() {
    return masked(server, "SQLSTATE " + error.getSQLState() + ": " + error.getMessage());
  }

  /** What the server said without its position and context, which may quote a statement. */
  private static String sentence(SQLException error) {
    ServerErrorMessage fromServer =
        error instanceof PSQLException known ? known.getServerErrorMessage() : null;
    String text = fromServer == null ? error.getMessage() : fromServer.getMessage();
    String line = String.valueOf(text).lines().findFirst().orElse("").strip();
    return line.endsWith(".") ? line.substring(0, line.length() - 1) : line;
  }

  private static String masked(ServerEntry server, String text) {
    try {
      String password = server.password().resolve();
      return password.isEmpty() ? text : text.replace(password, "***");
    } catch (UnresolvedSecretException e) {
      return text;
    }
  }
}
