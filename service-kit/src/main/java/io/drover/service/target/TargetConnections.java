package io.drover.service.target;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLInvalidAuthorizationSpecException;
import java.sql.SQLNonTransientConnectionException;
import java.time.Duration;
import java.util.Properties;
import org.postgresql.Driver;
import org.postgresql.PGProperty;

/**
 * Opens connections to target databases, each a new one in auto-commit mode that the caller closes.
 * Passwords travel as driver properties, so that no URL, log line or exception holds one.
 * Thread-safe.
 */
public final class TargetConnections {
  /**
   * Servers older than this are refused by pg_dump 15 and later anyhow; the driver then needs no
   * extra round trip.
   */
  private static final String OLDEST_SERVER = "9.2";

  private final Driver driver = new Driver();

  /**
   * Opens a direct connection. Reads may take as long as they need: TCP keepalives find a dead
   * server.
   *
   * @param connectTimeout limit for the whole of connecting, rounded up to seconds
   * @throws SQLException it failed; {@link TargetErrors#explain} turns it into a failure
   */
  public Connection open(
      ServerEntry server, String physicalDatabase, String applicationName, Duration connectTimeout)
      throws SQLException {
    return open(server, physicalDatabase, applicationName, connectTimeout, Duration.ZERO);
  }

  /**
   * The same with a limit for each read.
   *
   * @param socketTimeout zero for none, rounded up to seconds
   */
  public Connection open(
      ServerEntry server,
      String physicalDatabase,
      String applicationName,
      Duration connectTimeout,
      Duration socketTimeout)
      throws SQLException {
    String host = server.host().contains(":") ? "[" + server.host() + "]" : server.host();
    String database = URLEncoder.encode(physicalDatabase, StandardCharsets.UTF_8);
    String url = "jdbc:postgresql://" + host + ":" + server.port() + "/" + database;
    return connect(url, properties(server, applicationName, connectTimeout, socketTimeout));
  }

  /**
   * Opens a connection for short statements, by the entry's own address (a pooler's, perhaps) when
   * it has one. Each read is limited to twice the connect timeout.
   */
  public Connection openForProbe(
      DatabaseEntry entry, String applicationName, Duration connectTimeout) throws SQLException {
    Duration socketTimeout = connectTimeout.multipliedBy(2);
    if (entry.url() == null) {
      return open(
          entry.server(), entry.physicalName(), applicationName, connectTimeout, socketTimeout);
    }
    Properties properties =
        properties(entry.server(), applicationName, connectTimeout, socketTimeout);
    // A pooler hands the same server connection to others: named prepared statements would clash.
    PGProperty.PREPARE_THRESHOLD.set(properties, 0);
    // With it the driver asks for extra_float_digits when it connects, which pgbouncer refuses.
    properties.remove(PGProperty.ASSUME_MIN_SERVER_VERSION.getName());
    return connect(entry.url(), properties);
  }

  private static Properties properties(
      ServerEntry server, String applicationName, Duration connectTimeout, Duration socketTimeout)
      throws SQLException {
    var properties = new Properties();
    PGProperty.USER.set(properties, server.user());
    PGProperty.PASSWORD.set(properties, password(server));
    PGProperty.APPLICATION_NAME.set(properties, applicationName);
    PGProperty.ASSUME_MIN_SERVER_VERSION.set(properties, OLDEST_SERVER);
    PGProperty.CONNECT_TIMEOUT.set(properties, seconds(connectTimeout));
    PGProperty.LOGIN_TIMEOUT.set(properties, seconds(connectTimeout));
    PGProperty.SOCKET_TIMEOUT.set(properties, seconds(socketTimeout));
    PGProperty.CANCEL_SIGNAL_TIMEOUT.set(properties, 5);
    PGProperty.TCP_KEEP_ALIVE.set(properties, true);
    PGProperty.SSL_MODE.set(properties, server.sslMode());
    if (!server.sslRootCertificate().isEmpty()) {
      PGProperty.SSL_ROOT_CERT.set(properties, server.sslRootCertificate());
    }
    return properties;
  }

  private static String password(ServerEntry server) throws SQLException {
    try {
      return server.password().resolve();
    } catch (UnresolvedSecretException e) {
      throw new SQLInvalidAuthorizationSpecException(e.getMessage(), "28000", e);
    }
  }

  private Connection connect(String url, Properties properties) throws SQLException {
    try {
      Connection connection = driver.connect(url, properties);
      if (connection == null) {
        throw new SQLNonTransientConnectionException("not an address of PostgreSQL", "08001");
      }
      return connection;
    } catch (RuntimeException e) {
      // The driver throws one of these when the thread is interrupted while it connects.
      throw new SQLNonTransientConnectionException("connecting was interrupted", "08001", e);
    }
  }

  private static int seconds(Duration duration) {
    return Math.toIntExact(Math.min(Integer.MAX_VALUE / 1000, (duration.toMillis() + 999) / 1000));
  }
}
