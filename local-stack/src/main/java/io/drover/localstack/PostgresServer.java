package io.drover.localstack;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;

/**
 * A running PostgreSQL server. It keeps its port and its data when it is stopped or killed and
 * started again.
 *
 * <p>All methods may be called from any thread, wait at most two minutes, and throw {@link
 * LocalStackException} when the server does not do as it is told in that time.
 */
public interface PostgresServer extends AutoCloseable {
  /** The host that clients connect to. */
  String host();

  /** The TCP port; the same for the life of this object. */
  int port();

  /** The name of the role that may do everything. */
  String superuser();

  /** The superuser's password. */
  String password();

  /**
   * A file in libpq's {@code .pgpass} form, mode 0600, that holds the superuser's password for any
   * database.
   */
  Path passwordFile();

  /** The server's major version, such as 17. */
  int majorVersion();

  /** Starts the server again after {@link #stop} or {@link #kill}; does nothing while it runs. */
  void start();

  /** Ends the server in order, dropping its connections; does nothing when it does not run. */
  void stop();

  /**
   * Ends the server and all its backends as a power cut would (SIGKILL); does nothing when it does
   * not run.
   */
  void kill();

  /** Stops the server, by force when it does not stop in order. */
  @Override
  void close();

  /** The JDBC address of a database, without credentials. */
  default String jdbcUrl(String database) {
    return SqlNames.of(host(), port(), database);
  }

  /** A new connection as superuser, in auto-commit mode; the caller closes it. */
  default Connection connect(String database) throws SQLException {
    var properties = new Properties();
    properties.setProperty("user", superuser());
    properties.setProperty("password", password());
    properties.setProperty("connectTimeout", "10");
    return DriverManager.getConnection(jdbcUrl(database), properties);
  }

  /**
   * Creates an empty database owned by the superuser.
   *
   * @throws LocalStackException when it exists already or cannot be created
   */
  default void createDatabase(String name) {
    try (Connection connection = connect("postgres");
        var statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + SqlNames.quoted(name));
    } catch (SQLException e) {
      throw new LocalStackException(
          "The database " + name + " could not be created: " + e.getMessage(),
          "choose another name or drop it",
          e);
    }
  }
}
