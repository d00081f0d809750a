package io.drover.cli.stack;

import io.drover.cli.CliContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Pattern;

/** Commands to paste that open a database in psql. */
public final class PsqlLine {
  /** What a shell and psql take as it stands; psql reads other names as connection strings. */
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]*");

  private static final String SECONDS = "5";

  private PsqlLine() {}

  /**
   * The command for a database of a herd. Where the herd is the running local stack and its server
   * has the database, it connects; elsewhere address, role and password are for its reader to add,
   * as no event carries them.
   *
   * @param physicalName name on its server
   * @return empty where the name cannot be pasted as it is
   */
  public static Optional<String> to(CliContext context, String physicalName) {
    if (!PLAIN.matcher(physicalName).matches()) {
      return Optional.empty();
    }
    return StackState.running(context.home())
        .filter(
            stack -> context.variable("DROVER_KAFKA").orElse(stack.kafka()).equals(stack.kafka()))
        .flatMap(stack -> local(context, stack, physicalName))
        .or(
            () ->
                Optional.of(
                    "psql -d "
                        + physicalName
                        + "   (add -h, -p and -U of its server: no event carries them)"));
  }

  private static Optional<String> local(CliContext context, StackState stack, String name) {
    Path secret =
        new StackFolder(stack.mode(), context.home().resolve(stack.mode()))
            .secret(StateSetup.TARGET_ROLE);
    return exists(stack.postgres(), secret, name)
        ? Optional.of(line(stack.postgres(), secret, name))
        : Optional.empty();
  }

  /**
   * The command for a database of the local stack; the password goes through the environment and
   * never through argv.
   *
   * @param server its host and port
   */
  static String line(String server, Path secret, String name) {
    int colon = server.lastIndexOf(':');
    return "PGPASSWORD=$(cat %s) psql -h %s -p %s -U %s %s"
        .formatted(
            "'" + secret.toString().replace("'", "'\\''") + "'",
            server.substring(0, colon),
            server.substring(colon + 1),
            StateSetup.TARGET_ROLE,
            name);
  }

  /** Its databases.yml may name other servers. */
  private static boolean exists(String server, Path secret, String name) {
    var login = new Properties();
    login.setProperty("user", StateSetup.TARGET_ROLE);
    login.setProperty("connectTimeout", SECONDS);
    login.setProperty("socketTimeout", SECONDS);
    try {
      login.setProperty("password", Files.readString(secret).strip());
      try (Connection connection =
              DriverManager.getConnection("jdbc:postgresql://" + server + "/postgres", login);
          PreparedStatement query =
              connection.prepareStatement("SELECT FROM pg_database WHERE datname = ?")) {
        query.setString(1, name);
        try (ResultSet row = query.executeQuery()) {
          return row.next();
        }
      }
    } catch (IOException | SQLException e) {
      return false;
    }
  }
}
