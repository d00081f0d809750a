package io.drover.migration.review;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.migration.review.parser.Node;
import io.drover.migration.review.parser.Reading;
import java.sql.Connection;
import java.sql.Statement;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the rules know by heart is what a server says. */
@Timeout(120)
class KnownFactsTest {
  private static Server server;

  @BeforeAll
  static void prepare() throws Exception {
    server = Server.prepared();
  }

  @Test
  void noFunctionThatIsTakenForConstantIsVolatile() throws Exception {
    try (Connection connection = server.connect()) {
      assertThat(
              Server.column(
                  connection,
                  "SELECT DISTINCT proname FROM pg_proc WHERE provolatile <> 'v'"
                      + " AND pronamespace = 'pg_catalog'::regnamespace"
                      + " AND prokind = 'f'"))
          .containsAll(Volatility.CONSTANT);
      assertThat(
              Server.column(
                  connection,
                  "SELECT proname FROM pg_proc WHERE provolatile = 'v'"
                      + " AND pronamespace = 'pg_catalog'::regnamespace"))
          .containsAll(Volatility.VOLATILE)
          .doesNotContainAnyElementsOf(Volatility.CONSTANT);
    }
  }

  @Test
  void everyReservedWordIsQuoted() throws Exception {
    try (Connection connection = server.connect()) {
      assertThat(
              Server.column(
                  connection, "SELECT word FROM pg_get_keywords() WHERE catcode IN ('R', 'T')"))
          .isSubsetOf(Name.RESERVED);
    }
    assertThat(new Name("public", "user")).hasToString("\"user\"");
    assertThat(new Name("Sales", "a\"b")).hasToString("\"Sales\".\"a\"\"b\"");
    assertThat(new Name("", "orders_2")).hasToString("orders_2");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "varchar(10) | varchar(20)",
        "varchar(20) | varchar(10)",
        "varchar(20) | varchar",
        "varchar(20) | text",
        "varchar | varchar(20)",
        "text | varchar",
        "text | varchar(20)",
        "char(3) | text",
        "char(3) | char(5)",
        "int | bigint",
        "smallint | int",
        "int | text",
        "numeric(10,2) | numeric(12,2)",
        "numeric(10,2) | numeric(12,3)",
        "numeric(10,2) | numeric(8,2)",
        "numeric(10,2) | numeric",
        "numeric(10) | numeric(12)",
        "numeric | numeric(12,2)",
        "timestamp(3) | timestamp(6)",
        "timestamp(3) | timestamp",
        "timestamp(6) | timestamp(3)",
        "timestamptz(3) | timestamptz(5)",
        "time(3) | time(5)",
        "varbit(5) | varbit(8)",
        "cidr | inet",
        "inet | cidr",
        "json | jsonb",
        "varchar(5)[] | varchar(9)[]",
        "date | timestamptz"
      })
  void aTypeChangeIsFreeIfTheTableKeepsItsFile(String from, String to) throws Exception {
    try (Connection connection = server.connect();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("CREATE TABLE changing (a " + from + ")");
      String before = file(connection);
      statement.execute("ALTER TABLE changing ALTER a TYPE " + to + " USING a::" + to);
      boolean free = file(connection).equals(before);
      connection.rollback();

      boolean said = type(from).becomesWithoutRewrite(type(to));
      assertThat(said && !free).as("said to be free and is not").isFalse();
      assertThat(free && !said && !from.endsWith("[]")).as("is free and said not to be").isFalse();
    }
  }

  private static String file(Connection connection) throws Exception {
    return Server.value(connection, "SELECT pg_relation_filenode('changing')");
  }

  private static ColumnType type(String sql) {
    Reading reading =
        Scripts.PARSER.reading(reader -> reader.read("CREATE TABLE t (a " + sql + ")"));
    Node table = ((Reading.Understood) reading).statements().getFirst();
    return Column.ofTable(table).getFirst().type();
  }
}
