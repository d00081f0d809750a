package io.drover.localstack.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.drover.localstack.LocalStackException;
import io.drover.localstack.PostgresPrograms;
import io.drover.localstack.PostgresServer;
import io.drover.localstack.TestStack;
import io.drover.localstack.compare.DatabaseComparison;
import io.drover.localstack.compare.DatabaseFingerprint;
import io.drover.localstack.compare.ServerAddress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SampleDatabaseTest {
  /**
   * A name that must be quoted, and that libpq would take for settings if it came as an argument.
   */
  private static final String SHOP = "Sample = \"shop\"";

  private static PostgresServer server;
  @TempDir private Path folder;

  @BeforeAll
  static void load() {
    server = TestStack.postgres();
    SampleDatabase.load(server, SHOP);
  }

  @Test
  void holdsSome200000RowsInThreeSchemas() throws SQLException {
    long rows = 0;
    List<String> tables =
        query(
            SHOP,
            "SELECT c.oid::regclass::text FROM pg_class c WHERE relkind = 'r'"
                + " AND relnamespace IN ('public'::regnamespace, 'inventory'::regnamespace, 'audit'::regnamespace)");
    for (String table : tables) {
      rows += Long.parseLong(query(SHOP, "SELECT count(*) FROM ONLY " + table).getFirst());
    }

    assertThat(rows).isBetween(195_000L, 210_000L);
    assertThat(query(SHOP, "SELECT DISTINCT loid::text FROM pg_largeobject ORDER BY 1")).hasSize(5);
  }

  @Test
  void hasSettingsPrivilegesAndACommentOfTheDatabaseItself() throws SQLException {
    assertThat(query(SHOP, "SHOW statement_timeout")).containsExactly("15min");
    assertThat(
            query(SHOP, "SELECT has_database_privilege('shop_clerk', current_database(), 'TEMP')"))
        .containsExactly("t");
    assertThat(
            query(
                SHOP,
                "SELECT shobj_description(oid, 'pg_database') FROM pg_database"
                    + " WHERE datname = current_database()"))
        .first()
        .asString()
        .startsWith("Fernweh Outfitters");
  }

  @Test
  void twoLoadsAreEqual() throws Exception {
    assumePgDumpIsNewEnough();
    SampleDatabase.load(server, "shop_again");

    assertThat(differences(SHOP, "shop_again")).isEmpty();
  }

  @Test
  void isEqualAfterPgDumpAndPgRestore() throws Exception {
    assumePgDumpIsNewEnough();
    server.createDatabase("shop_restored");
    Path archive = folder.resolve("shop.dump");
    run(SHOP, "pg_dump", "-Fc", "-Z0", "-f", archive.toString());
    run(
        "shop_restored",
        "pg_restore",
        "--exit-on-error",
        "-d",
        "shop_restored",
        archive.toString());

    // A dump without --create leaves out what belongs to the database itself.
    assertThat(differences(SHOP, "shop_restored"))
        .allSatisfy(difference -> assertThat(difference).startsWith("database "));
  }

  @Test
  void theMigrationsRunInOrderFromVersionTwo() throws Exception {
    SampleDatabase.load(server, "shop_migrated");
    Path scripts = SampleDatabase.copyMigrations(folder.resolve("new/migrations"));
    SampleDatabase.copyMigrations(scripts);
    List<Path> inOrder;
    try (var files = Files.list(scripts)) {
      // R comes before V, but repeatable scripts run last.
      inOrder = new ArrayList<>(files.sorted().toList());
      inOrder.addLast(inOrder.removeFirst());
    }

    assertThat(inOrder).hasSize(4);
    assertThat(inOrder.getFirst().getFileName().toString()).startsWith("V2__");
    try (Connection connection = server.connect("shop_migrated");
        Statement statement = connection.createStatement()) {
      for (Path script : inOrder) {
        statement.execute(Files.readString(script));
      }
    }
    assertThat(query("shop_migrated", "SELECT count(*) FROM public.customer_segments"))
        .containsExactly("5000");
    assertThat(query("shop_migrated", "SELECT name FROM public.top_customers")).hasSize(100);
  }

  @Test
  void aDatabaseThatExistsIsLeftAlone() throws SQLException {
    assertThatThrownBy(() -> SampleDatabase.load(server, SHOP))
        .isInstanceOf(LocalStackException.class)
        .hasMessageContaining("already exists");

    assertThat(query(SHOP, "SELECT count(*) FROM public.products")).containsExactly("1200");
  }

  @Test
  void aLoadThatFailsSaysWhyAndLeavesNoDatabase() throws SQLException {
    execute("ALTER ROLE CURRENT_USER SET array_nulls = off");
    try {
      assertThatThrownBy(() -> SampleDatabase.load(server, "shop_failed"))
          .isInstanceOf(LocalStackException.class)
          .hasMessageContaining("invalid input syntax for type integer: \"NULL\"");
    } finally {
      execute("ALTER ROLE CURRENT_USER RESET array_nulls");
    }

    assertThat(query("postgres", "SELECT datname FROM pg_database")).doesNotContain("shop_failed");
  }

  private static List<String> differences(String expected, String actual) {
    ServerAddress address = ServerAddress.of(server);
    return DatabaseComparison.between(
        DatabaseFingerprint.of(address, expected), DatabaseFingerprint.of(address, actual));
  }

  private void run(String database, String program, String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(List.of(PostgresPrograms.find().program(program).toString(), "-w"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("PGHOST", server.host());
    builder.environment().put("PGPORT", Integer.toString(server.port()));
    builder.environment().put("PGUSER", server.superuser());
    builder.environment().put("PGPASSFILE", server.passwordFile().toString());
    builder.environment().put("PGDATABASE", database);
    Path output = folder.resolve(program + ".log");
    Process process = builder.redirectOutput(output.toFile()).start();
    try {
      assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
      assertThat(process.exitValue()).as(Files.readString(output)).isZero();
    } finally {
      process.destroyForcibly();
    }
  }

  private void assumePgDumpIsNewEnough() throws IOException {
    String pgDump = PostgresPrograms.find().program("pg_dump").toString();
    Process process = new ProcessBuilder(pgDump, "--version").start();
    Matcher major =
        Pattern.compile("\\d+")
            .matcher(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
    assertThat(major.find()).isTrue();
    assumeThat(Integer.parseInt(major.group())).isGreaterThanOrEqualTo(server.majorVersion());
  }

  private static void execute(String sql) throws SQLException {
    try (Connection connection = server.connect("postgres");
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static List<String> query(String database, String sql) throws SQLException {
    try (Connection connection = server.connect(database);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> values = new ArrayList<>();
      while (rows.next()) {
        values.add(rows.getString(1));
      }
      return values;
    }
  }
}
