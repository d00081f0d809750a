package io.drover.localstack.compare;

import io.drover.localstack.PostgresServer;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;

/**
 * A server and a superuser of it.
 *
 * @param passwordFile in libpq's {@code .pgpass} form
 */
public record ServerAddress(String host, int port, String user, Path passwordFile) {
  /** The address of a server of the local stack. */
  public static ServerAddress of(PostgresServer server) {
    return new ServerAddress(
        server.host(), server.port(), server.superuser(), server.passwordFile());
  }

  Connection connect(String database) throws SQLException, IOException {
    var properties = new Properties();
    properties.setProperty("user", user);
    properties.setProperty("password", PasswordFile.find(this, database));
    properties.setProperty("connectTimeout", "10");
    properties.setProperty("ApplicationName", "drover-comparison");
    String name = URLEncoder.encode(database, StandardCharsets.UTF_8);
    return DriverManager.getConnection(
        "jdbc:postgresql://" + host + ":" + port + "/" + name, properties);
  }
}
