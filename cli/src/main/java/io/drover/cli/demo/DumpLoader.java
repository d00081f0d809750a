package io.drover.cli.demo;

import io.drover.cli.CliFailure;
import io.drover.localstack.PostgresServer;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Loads the user's own dump with the stock programs, streamed. Roles that it names and that do not
 * exist are made, as a dump of one database cannot bring them. Not thread-safe.
 */
final class DumpLoader {
  private static final Pattern MISSING_ROLE = Pattern.compile("role \"([^\"]+)\" does not exist");
  private static final int MOST_ROLES = 100;

  private final PostgresServer server;
  private final Path log;
  private final List<String> roles = new ArrayList<>();

  /**
   * @param log where what the programs say is kept
   */
  DumpLoader(PostgresServer server, Path log) {
    this.server = server;
    this.log = log;
  }

  /** The roles that were made, in that order. */
  List<String> roles() {
    return roles;
  }

  /**
   * Makes the database and loads the dump into it.
   *
   * @throws CliFailure when the program that loads it does not accept it, or nothing came of it
   */
  void load(UserDump dump, String database) {
    try {
      Optional<String> problem = attempt(dump, database);
      while (problem.isPresent() && roles.size() < MOST_ROLES && makeMissingRole(problem.get())) {
        problem = attempt(dump, database);
      }
      if (problem.isPresent()) {
        throw new CliFailure(
            "PostgreSQL does not take the dump " + dump.file() + ":\n" + problem.get(),
            "install what it names (an extension?), or dump it again with: pg_dump -Fc --no-owner"
                + " --no-acl");
      }
      requireTables(dump, database);
    } catch (IOException | SQLException e) {
      throw new CliFailure("The dump cannot be loaded: " + e.getMessage(), "see " + log, e);
    }
  }

  private Optional<String> attempt(UserDump dump, String database)
      throws IOException, SQLException {
    boolean creates = dump.ownDatabase().isPresent();
    execute("DROP DATABASE IF EXISTS %s WITH (FORCE)", database);
    if (!creates) {
      execute("CREATE DATABASE %s TEMPLATE template0", database);
    }
    return new LoadProgram(server, log).run(dump, creates ? "postgres" : database);
  }

  private boolean makeMissingRole(String said) throws SQLException {
    Matcher missing = MISSING_ROLE.matcher(said);
    if (!missing.find() || roles.contains(missing.group(1))) {
      return false;
    }
    execute("CREATE ROLE %s NOLOGIN", missing.group(1));
    roles.add(missing.group(1));
    return true;
  }

  /**
   * A script that connects elsewhere would leave an empty database, whose backup proves nothing.
   */
  private void requireTables(UserDump dump, String database) throws SQLException {
    try (Connection connection = server.connect(database);
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT 1 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE relkind"
                    + " IN ('r', 'p') AND nspname <> 'information_schema' AND nspname !~ '^pg_'"
                    + " LIMIT 1")) {
      if (!rows.next()) {
        throw new CliFailure(
            "The dump " + dump.file() + " was loaded and left no table in " + database + ".",
            "./drover demo --dump FILE   (made with: pg_dump -Fc -f FILE DATABASE)");
      }
    }
  }

  private void execute(String sql, String name) throws SQLException {
    try (Connection connection = server.connect("postgres");
        Statement statement = connection.createStatement()) {
      statement.execute(sql.formatted(statement.enquoteIdentifier(name, true)));
    }
  }
}
