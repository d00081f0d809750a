package io.drover.service.assertion;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.localstack.PostgresServer;
import io.drover.localstack.TestStack;
import io.drover.service.assertion.Assertions.Failing;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AssertionsTest {
  private static final PostgresServer SERVER = TestStack.postgres();
  private static final String DATABASE = "assertions_" + ProcessHandle.current().pid();

  @BeforeAll
  static void aTableOfTwoThousandRows() throws Exception {
    SERVER.createDatabase(DATABASE);
    try (Connection connection = SERVER.connect(DATABASE);
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE t AS SELECT generate_series(1, 2000) AS id");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          SELECT false                          | gives false instead of true
          SELECT NULL::bool                     | gives null instead of true
          SELECT true WHERE false               | gives no row instead of one
          VALUES (true), (true)                 | gives more than one row
          SELECT 1                              | does not give one boolean column
          SELECT true, true                     | does not give one boolean column
          SELECT count(*) > 0 FROM gone         | ended with an error: ERROR: relation 'gone' does not exist
          SELECT true; SELECT true              | is more than one statement
          DELETE FROM t                         | ended with an error: ERROR: cannot execute DELETE in a read-only transaction
          COMMIT; DELETE FROM t                 | ended with an error: ERROR: cannot execute DELETE in a read-only transaction
          SELECT pg_sleep(60) IS NOT NULL       | ended with an error: ERROR: canceling statement due to statement timeout
          """)
  void anAssertionThatDoesNotHoldIsNamed(String sql, String why) throws Exception {
    try (var connection = SERVER.connect(DATABASE)) {
      List<String> held = new ArrayList<>();
      var assertions = new LinkedHashMap<String, String>();
      assertions.put("it holds", "SELECT true");
      assertions.put("it fails", sql);
      assertions.put("it holds too", "SELECT count(*) = 2000 FROM t;");
      Duration limit = sql.contains("pg_sleep") ? Duration.ofSeconds(2) : Duration.ofSeconds(60);
      assertThat(new Assertions(connection, limit).failing(assertions, held))
          .containsExactly(new Failing("it fails", why.replace('\'', '"')));
      assertThat(held).containsExactly("it holds", "it holds too");
    }
  }
}
