package io.drover.localstack.sample;

import io.drover.localstack.LocalStackException;
import io.drover.localstack.PostgresServer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;

/**
 * The shop "Fernweh Outfitters": about 200,000 rows, the same in every load, in three schemas that
 * hold enums, partitions, generated columns, views, triggers, large objects, row-level security and
 * more. It needs PostgreSQL 13 or later with its contrib extensions, and {@code psql} on this
 * machine. Stateless; any thread may load, and several may load different databases of one server
 * at once.
 */
public final class SampleDatabase {
  private static final List<String> MIGRATIONS =
      List.of(
          "V2__add_loyalty_points.sql",
          "V3__index_orders_by_customer.sql",
          "V4__customer_segments.sql",
          "R__top_customers_view.sql");

  private SampleDatabase() {}

  /**
   * Creates the database and fills it, which takes some 5 seconds and at most 2 minutes. The server
   * also gets the roles {@code shop_reader} and {@code shop_clerk}, which cannot log in and stay
   * when the database is dropped.
   *
   * @throws LocalStackException when a database of that name exists, {@code psql} is missing or a
   *     statement fails; a database that could not be filled is dropped again
   */
  public static void load(PostgresServer server, String database) {
    create(server, database);
    try {
      fill(server, database);
    } catch (RuntimeException e) {
      drop(server, database, e);
      throw e;
    }
  }

  /**
   * Copies the sample's Flyway scripts into a folder, which is created if need be, over files of
   * the same name. The database has no history: version 1 is the baseline and the scripts begin at
   * version 2.
   *
   * @return the folder
   * @throws LocalStackException when the folder cannot be written
   */
  public static Path copyMigrations(Path directory) {
    try {
      Files.createDirectories(directory);
      for (String migration : MIGRATIONS) {
        copy("migrations/" + migration, directory.resolve(migration));
      }
      return directory;
    } catch (IOException e) {
      throw new LocalStackException(
          "The sample's migrations could not be written to " + directory + ": " + e.getMessage(),
          "choose a folder that you may write to",
          e);
    }
  }

  private static void fill(PostgresServer server, String database) {
    Path folder = null;
    try {
      folder = Files.createTempDirectory("drover-sample");
      Psql psql = new Psql(server, database, folder);
      for (String script : List.of("shop.sql", "shop-database.sql")) {
        psql.run(copy(script, folder.resolve(script)));
      }
    } catch (IOException e) {
      throw new LocalStackException(
          "The sample database could not be unpacked: " + e.getMessage(),
          "make room in " + System.getProperty("java.io.tmpdir"),
          e);
    } finally {
      TemporaryFolder.delete(folder);
    }
  }

  private static void create(PostgresServer server, String database) {
    try {
      execute(server, "CREATE DATABASE %s TEMPLATE template0 ENCODING 'UTF8'", database);
    } catch (SQLException e) {
      throw new LocalStackException(
          "The sample database could not be created: " + e.getMessage(),
          "choose another name or drop the database " + database,
          e);
    }
  }

  private static void drop(PostgresServer server, String database, RuntimeException cause) {
    try {
      execute(server, "DROP DATABASE IF EXISTS %s WITH (FORCE)", database);
    } catch (SQLException e) {
      cause.addSuppressed(e);
    }
  }

  private static void execute(PostgresServer server, String sql, String database)
      throws SQLException {
    try (Connection connection = server.connect("postgres");
        Statement statement = connection.createStatement()) {
      // Not enquoteIdentifier: it refuses a name that holds a quote.
      statement.execute(sql.formatted('"' + database.replace("\"", "\"\"") + '"'));
    }
  }

  private static Path copy(String resource, Path file) throws IOException {
    try (InputStream in = SampleDatabase.class.getResourceAsStream(resource)) {
      Files.copy(Objects.requireNonNull(in, resource), file, StandardCopyOption.REPLACE_EXISTING);
      return file;
    }
  }
}
