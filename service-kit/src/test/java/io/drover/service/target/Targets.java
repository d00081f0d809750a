package io.drover.service.target;

import io.drover.localstack.PostgresServer;
import io.drover.localstack.TestStack;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;

/** Targets on the test's real PostgreSQL. */
final class Targets {
  static final TargetConnections CONNECTIONS = new TargetConnections();
  static final Duration CONNECT = Duration.ofSeconds(30);

  private Targets() {}

  static ServerEntry server() {
    PostgresServer postgres = TestStack.postgres();
    return server(postgres.port(), secret(postgres.password()));
  }

  static ServerEntry server(int port, SecretReference password) {
    PostgresServer postgres = TestStack.postgres();
    return new ServerEntry(
        "main", postgres.host(), port, "postgres", postgres.superuser(), password, "prefer", "");
  }

  static SecretReference secret(String value) {
    try {
      Path file = Files.createTempFile("drover-test", ".secret");
      file.toFile().deleteOnExit();
      return new SecretReference("file:" + Files.writeString(file, value + "\n"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A target whose database exists. */
  static Target created() {
    Target target = named("t" + UUID.randomUUID().toString().replace("-", ""));
    TestStack.postgres().createDatabase(target.physicalName());
    return target;
  }

  static Target named(String physicalName) {
    var policy =
        new Policy(
            Set.of(),
            Set.of(),
            Pattern.compile(".*"),
            null,
            Duration.ofSeconds(5),
            10,
            null,
            false,
            Duration.ofDays(7),
            new Policy.Backup("default", null, Policy.Dump.USUAL),
            new Policy.Migrations(List.of(), List.of(), "h", null),
            List.of(),
            null,
            null,
            Policy.Verification.WHEN_ASKED);
    return new Target(
        new DatabaseEntry(physicalName, physicalName, server(), null, Map.of(), policy),
        physicalName);
  }

  static Connection session(Target target, String applicationName) throws SQLException {
    return CONNECTIONS.open(target.server(), target.physicalName(), applicationName, CONNECT);
  }

  static int pid(Connection connection) throws SQLException {
    try (var statement = connection.createStatement();
        var row = statement.executeQuery("SELECT pg_backend_pid()")) {
      row.next();
      return row.getInt(1);
    }
  }

  static int count(String sql) {
    try (Connection connection = TestStack.postgres().connect("postgres");
        var statement = connection.createStatement();
        var row = statement.executeQuery(sql)) {
      row.next();
      return row.getInt(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  static int backends(String applicationName) {
    return count(
        "SELECT count(*) FROM pg_stat_activity WHERE application_name = '" + applicationName + "'");
  }
}
