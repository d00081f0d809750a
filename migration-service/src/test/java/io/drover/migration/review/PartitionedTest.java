package io.drover.migration.review;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said of partitioned tables that were there before the scripts is what a server does. */
@Timeout(120)
class PartitionedTest {
  private static final String RULE = "CONCURRENTLY_ON_PARTITIONED";

  private static Server server;

  @BeforeAll
  static void prepare() throws Exception {
    server = Server.prepared();
    run(
        "CREATE INDEX measures_value ON measures (value)",
        "CREATE INDEX \"by day\" ON measures (day)",
        "CREATE TABLE attic.parts (id int) PARTITION BY LIST (id)",
        "CREATE TABLE twice (id int)",
        "CREATE TABLE attic.twice (id int) PARTITION BY LIST (id)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CREATE INDEX CONCURRENTLY ON measures (value, day)",
        "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS m ON ONLY public.measures (day)",
        "CREATE INDEX CONCURRENTLY ON attic.parts (id)",
        "CREATE INDEX CONCURRENTLY ON attic.twice (id)",
        "DROP INDEX CONCURRENTLY measures_value",
        "DROP INDEX CONCURRENTLY IF EXISTS \"by day\""
      })
  void whatTheServerRefusesIsBlocked(String sql) throws Exception {
    assertThatThrownBy(() -> run(sql)).hasMessageContaining("concurrently");

    assertThat(review(sql))
        .filteredOn(finding -> finding.rule().equals(RULE))
        .singleElement()
        .satisfies(finding -> assertThat(finding.blocks()).isTrue());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CREATE INDEX CONCURRENTLY ON january (value)",
        "CREATE INDEX CONCURRENTLY ON twice (id)",
        "REINDEX TABLE CONCURRENTLY measures",
        "REINDEX INDEX CONCURRENTLY measures_value",
        "CREATE INDEX ON ONLY measures (day, value)",
        "DROP INDEX CONCURRENTLY IF EXISTS no_such"
      })
  void whatTheServerDoesIsNot(String sql) throws Exception {
    run(sql);

    assertThat(rules(sql))
        .doesNotContain(RULE, "INDEX_WITHOUT_CONCURRENTLY", "REFUSED_IN_TRANSACTION");
  }

  @ParameterizedTest
  @ValueSource(strings = {"REINDEX TABLE measures", "REINDEX INDEX measures_value"})
  void inATransactionNoIndexOfAPartitionedTableIsRebuilt(String sql) throws Exception {
    try (Connection connection = server.connect();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      assertThatThrownBy(() -> statement.execute(sql)).hasMessageContaining("transaction block");
    }

    assertThat(rules(sql)).contains("REFUSED_IN_TRANSACTION");
    assertThat(rules("REINDEX TABLE orders")).doesNotContain("REFUSED_IN_TRANSACTION");
  }

  @Test
  void theSafeWayEndsInAValidIndex() throws Exception {
    String asked = "CREATE INDEX CONCURRENTLY \"on it\" ON measures (value, day)";

    String[] way = rewrite(asked).split(";", -1);

    assertThat(way[0]).isEqualTo("CREATE INDEX \"on it\" ON ONLY measures (value, day)");
    assertThat(rewrite("CREATE INDEX i ON measures (day)"))
        .startsWith("CREATE INDEX i ON ONLY measures (day); then CREATE INDEX CONCURRENTLY");
    assertThat(rewrite("DROP INDEX measures_value")).contains("DROP INDEX measures_value;");
    run(
        way[0],
        "CREATE INDEX CONCURRENTLY in_january ON january (value, day)",
        "ALTER INDEX \"on it\" ATTACH PARTITION in_january");
    try (Connection connection = server.connect()) {
      assertThat(
              Server.value(
                  connection,
                  "SELECT indisvalid FROM pg_index WHERE indexrelid = '\"on it\"'::regclass"))
          .isEqualTo("t");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DROP TABLE measures; CREATE TABLE measures (day date)",
        "ALTER TABLE measures RENAME TO old; CREATE TABLE measures AS SELECT now() AS day",
        "ALTER TABLE measures SET SCHEMA attic; CREATE TABLE measures (day date)",
        "DROP TABLE measures; CREATE TABLE measures (day date);"
            + " ALTER TABLE measures RENAME TO m; ALTER TABLE m RENAME TO measures"
      })
  void aTableThatTookTheNameIsNot(String before) throws Exception {
    assertThat(rules(before + ";\n" + Scripts.NEXT + "CREATE INDEX CONCURRENTLY ON measures (day)"))
        .doesNotContain(RULE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ALTER TABLE measures RENAME TO old|CREATE INDEX CONCURRENTLY ON old (day)",
        "ALTER TABLE measures SET SCHEMA attic|CREATE INDEX CONCURRENTLY ON attic.measures (day)",
        "ALTER INDEX measures_value RENAME TO v|DROP INDEX CONCURRENTLY v",
        "CREATE TABLE IF NOT EXISTS measures (day date)|CREATE INDEX CONCURRENTLY ON measures (day)"
      })
  void underAnotherNameItStillIs(String scripts) throws Exception {
    assertThat(rules(scripts.replace("|", ";\n" + Scripts.NEXT))).contains(RULE);
  }

  private static String rewrite(String sql) throws Exception {
    return review(sql).stream()
        .filter(
            finding ->
                List.of(RULE, "INDEX_WITHOUT_CONCURRENTLY", "DROP_INDEX_WITHOUT_CONCURRENTLY")
                    .contains(finding.rule()))
        .findFirst()
        .orElseThrow()
        .rewrite();
  }

  private static List<String> rules(String sql) throws Exception {
    return review(sql).stream().map(Finding::rule).toList();
  }

  private static List<Finding> review(String sql) throws Exception {
    try (Connection connection = server.connect()) {
      return Scripts.review(sql, Catalogue.read(connection));
    }
  }

  private static void run(String... statements) throws SQLException {
    try (Connection connection = server.connect();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }
}
