package io.drover.migration.schema;

import io.drover.localstack.PostgresServer;
import io.drover.localstack.TestStack;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A database of its own on the shared server, of which pictures are made. */
final class PictureServer implements AutoCloseable {
  private static final AtomicInteger NUMBERS = new AtomicInteger();

  private final Connection connection;

  private PictureServer(Connection connection) {
    this.connection = connection;
  }

  static PictureServer empty() throws SQLException {
    PostgresServer server = TestStack.postgres();
    String database = "picture_" + ProcessHandle.current().pid() + "_" + NUMBERS.incrementAndGet();
    server.createDatabase(database);
    return new PictureServer(server.connect(database));
  }

  static SchemaPicture of(String... statements) throws SQLException {
    try (PictureServer server = empty()) {
      return server.run(statements).picture();
    }
  }

  PictureServer run(String... statements) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String each : statements) {
        statement.execute(each);
      }
    }
    return this;
  }

  SchemaPicture picture() throws SQLException {
    return SchemaPicture.read(connection, List.of(), List.of());
  }

  Connection connection() {
    return connection;
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
