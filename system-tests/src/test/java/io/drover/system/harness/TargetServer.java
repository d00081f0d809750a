package io.drover.system.harness;

import io.drover.localstack.PostgresServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

/**
 * A PostgreSQL server with the role that the services use and the database that all copies are made
 * of.
 */
public final class TargetServer {
  /** The role of the services: not a superuser. */
  public static final String ROLE = "drover_test";

  private static final String TEMPLATE = "drover_test_template";
  private static final String CONTENTS =
      """
      SET ROLE drover_test;
      CREATE TABLE customer (id integer PRIMARY KEY, name text NOT NULL, extra jsonb);
      CREATE TABLE purchase (id integer PRIMARY KEY, customer integer REFERENCES customer, made timestamptz, note text);
      CREATE TYPE mood AS ENUM ('fine', 'so-so');
      CREATE TABLE feeling (customer integer REFERENCES customer, mood mood NOT NULL);
      INSERT INTO customer SELECT n, 'customer ' || n, jsonb_build_object('n', n) FROM generate_series(1, 500) n;
      INSERT INTO purchase SELECT n, 1 + n % 500, timestamptz '2026-01-01' + n * interval '1 minute', md5(n::text)
        FROM generate_series(1, 3000) n;
      INSERT INTO feeling SELECT n, CASE WHEN n % 2 = 0 THEN 'fine' ELSE 'so-so' END::mood FROM generate_series(1, 100) n;
      CREATE VIEW busy AS SELECT customer, count(*) AS purchases FROM purchase GROUP BY customer;
      RESET ROLE;
      """;
  private static final Map<PostgresServer, TargetServer> KNOWN = new ConcurrentHashMap<>();

  private final PostgresServer server;
  private final String password;

  private TargetServer(PostgresServer server) {
    this.server = server;
    this.password = "secret-" + HexFormat.of().toHexDigits(RandomGenerator.getDefault().nextLong());
    execute(
        "postgres",
        "CREATE ROLE drover_test LOGIN CREATEDB PASSWORD '" + password + "'",
        "CREATE DATABASE " + TEMPLATE + " OWNER drover_test");
    execute(TEMPLATE, CONTENTS);
  }

  /** The server, made ready at the first call. */
  public static TargetServer of(PostgresServer server) {
    return KNOWN.computeIfAbsent(server, TargetServer::new);
  }

  /** The server itself. */
  public PostgresServer server() {
    return server;
  }

  /** Password of the role: nobody but the server may ever see it. */
  public String password() {
    return password;
  }

  /** Makes a database with the contents of the template. */
  public void createFilled(String name) {
    execute("postgres", "CREATE DATABASE " + name + " TEMPLATE " + TEMPLATE + " OWNER drover_test");
  }

  /** Makes an empty database that belongs to the role. */
  public void createEmpty(String name) {
    execute("postgres", "CREATE DATABASE " + name + " OWNER drover_test");
  }

  /** Runs statements as superuser. */
  public void execute(String database, String... statements) {
    try (Connection connection = server.connect(database);
        var statement = connection.createStatement()) {
      for (String each : statements) {
        statement.execute(each);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
