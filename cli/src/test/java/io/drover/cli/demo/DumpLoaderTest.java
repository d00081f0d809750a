package io.drover.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.cli.CliFailure;
import io.drover.localstack.TestStack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DumpLoaderTest {
  @TempDir private Path folder;
  private DumpLoader loader;

  @BeforeEach
  void makeLoader() {
    loader = new DumpLoader(TestStack.postgres(), folder.resolve("load.log"));
  }

  private UserDump sql(String text) throws IOException {
    return UserDump.of(Files.writeString(folder.resolve("dump.sql"), text));
  }

  private static long rows(String database, String table) throws SQLException {
    try (Connection connection = TestStack.postgres().connect(database);
        ResultSet rows =
            connection.createStatement().executeQuery("SELECT count(*) FROM " + table)) {
      rows.next();
      return rows.getLong(1);
    }
  }

  @Test
  void rolesThatTheDumpNamesAreMade() throws Exception {
    loader.load(
        sql(
            """
            CREATE TABLE t (id int);
            ALTER TABLE t OWNER TO "Owner of t";
            COPY t FROM stdin;
            1
            2
            \\.
            GRANT SELECT ON t TO cli_reader;
            """),
        "cli_roles");

    assertThat(loader.roles()).containsExactly("Owner of t", "cli_reader");
    assertThat(rows("cli_roles", "t")).isEqualTo(2);
  }

  @Test
  void aScriptThatMakesItsOwnDatabaseIsLoadedThere() throws Exception {
    UserDump dump =
        sql(
            """
            DROP DATABASE IF EXISTS cli_own;
            CREATE DATABASE cli_own;
            \\c cli_own;
            CREATE TABLE t AS SELECT 1 AS id;
            """);

    loader.load(dump, dump.database());

    assertThat(rows("cli_own", "t")).isEqualTo(1);
  }

  @Test
  void theFirstErrorEndsTheLoadAndIsShown() throws IOException {
    UserDump dump =
        sql("CREATE TABLE t (id int);\nSELECT nonsense;\n" + "SELECT 1;\n".repeat(50_000));
    assertThatThrownBy(() -> loader.load(dump, "cli_broken"))
        .isInstanceOf(CliFailure.class)
        .hasMessageContaining("column \"nonsense\" does not exist");
  }

  @Test
  void aDumpThatLeavesNoTableProvesNothing() throws IOException {
    UserDump dump = sql("SELECT 1;\n");
    assertThatThrownBy(() -> loader.load(dump, "cli_empty"))
        .isInstanceOf(CliFailure.class)
        .hasMessageContaining("left no table");
  }
}
