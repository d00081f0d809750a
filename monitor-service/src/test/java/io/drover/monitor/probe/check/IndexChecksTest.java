package io.drover.monitor.probe.check;

import static io.drover.service.target.CheckName.DUPLICATE_INDEX;
import static io.drover.service.target.CheckName.INDEX_BLOAT;
import static io.drover.service.target.CheckName.INVALID_INDEX;
import static io.drover.service.target.CheckName.TABLE_BLOAT;
import static io.drover.service.target.CheckName.UNUSED_INDEX;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.drover.localstack.TestStack;
import io.drover.schemas.HealthCheck;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class IndexChecksTest {
  private static final Bench BENCH = Bench.open(TestStack.postgres());

  @AfterAll
  static void close() throws Exception {
    BENCH.close();
  }

  @Test
  void anUnusedIndexIsToldAndSpaceThatDeletedRowsLeave() throws Exception {
    BENCH.sql(
        "CREATE TABLE visits (id int, page text) WITH (autovacuum_enabled = false)",
        "INSERT INTO visits SELECT n, md5(n::text) FROM generate_series(1, 300000) n",
        "CREATE INDEX visits_page ON visits (page)",
        "ANALYZE visits");
    HealthCheck unused = BENCH.look(UNUSED_INDEX);
    assertThat(unused.getStatus()).isEqualTo("ok");
    assertThat(unused.getDetail()).startsWith("public.visits_page of public.visits, about ");
    assertThat(BENCH.look(UNUSED_INDEX, "{ warning: 1 }").getStatus()).isEqualTo("warning");
    assertThat(BENCH.look(TABLE_BLOAT).getValue()).isLessThan(20);
    assertThat(BENCH.look(INDEX_BLOAT).getValue()).isLessThan(30);

    BENCH.sql(
        "SET enable_seqscan = off; SELECT * FROM visits WHERE page = 'x'",
        "DELETE FROM visits WHERE id % 20 <> 0");

    assertThat(BENCH.lookUntil(UNUSED_INDEX, "{ warning: 1 }", "ok").getValue()).isZero();
    // An older snapshot keeps the deleted rows from it.
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () -> {
              BENCH.sql("VACUUM (ANALYZE) visits");
              assertThat(BENCH.look(INDEX_BLOAT).getStatus()).isEqualTo("warning");
            });
    HealthCheck table = BENCH.look(TABLE_BLOAT);
    HealthCheck index = BENCH.look(INDEX_BLOAT);
    assertThat(table.getStatus()).isEqualTo("warning");
    assertThat(index.getRemedy()).isEqualTo("REINDEX INDEX CONCURRENTLY public.visits_page;");
    BENCH.sql(index.getRemedy(), table.getRemedy());
    assertThat(BENCH.look(TABLE_BLOAT).getStatus()).isEqualTo("ok");
    assertThat(BENCH.look(INDEX_BLOAT).getStatus()).isEqualTo("ok");
  }

  @Test
  void bloatOfTablesThatMayNotBeReadIsNotCalledFine() throws Exception {
    try (Bench bench = new Bench(TestStack.postgres(), Roles.unprivileged("bloat_looker"))) {
      bench.sql(
          "CREATE TABLE secret AS SELECT n, md5(n::text) AS page FROM generate_series(1, 180000) n",
          "CREATE INDEX ON secret (upper(page)) WITH (fillfactor = 50)",
          "ANALYZE secret");

      assertThat(bench.look(TABLE_BLOAT).getStatus()).isEqualTo("skipped");
      assertThat(bench.look(TABLE_BLOAT).getRemedy())
          .isEqualTo("GRANT pg_read_all_data TO \"bloat_looker\";");
      bench.sql("GRANT SELECT ON secret TO bloat_looker");
      assertThat(bench.look(TABLE_BLOAT).getStatus()).isEqualTo("ok");
      HealthCheck ofExpression = bench.look(INDEX_BLOAT);
      assertThat(ofExpression.getStatus()).isEqualTo("skipped");
      bench.sql(ofExpression.getRemedy());
      assertThat(bench.look(INDEX_BLOAT).getDetail()).startsWith("public.secret_upper_idx, about ");
    }
  }

  @Test
  void anIndexWhoseBuildFailedIsToldUntilItIsBuilt() throws Exception {
    BENCH.sql("CREATE TABLE codes (code int)", "INSERT INTO codes VALUES (1), (1)");
    assertThatThrownBy(
            () -> BENCH.sql("CREATE UNIQUE INDEX CONCURRENTLY codes_once ON codes (code)"))
        .isInstanceOf(SQLException.class);

    HealthCheck raised = BENCH.look(INVALID_INDEX);

    assertThat(raised.getStatus()).isEqualTo("warning");
    assertThat(raised.getDetail())
        .isEqualTo(
            "public.codes_once of public.codes, unique: build it anew when no rows are the same");
    BENCH.sql(raised.getRemedy());
    assertThat(BENCH.look(INVALID_INDEX).getMessage()).isEqualTo("Every index is valid.");
  }

  @Test
  void anIndexThatIsBeingBuiltIsNotInvalid() throws Exception {
    BENCH.sql("CREATE TABLE slow (id int)");
    Connection writer = BENCH.session();
    writer.setAutoCommit(false);
    try (var statement = writer.createStatement()) {
      statement.execute("INSERT INTO slow VALUES (1)");
    }
    Thread building =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    BENCH.sql("CREATE INDEX CONCURRENTLY slow_id ON slow (id)");
                  } catch (SQLException e) {
                    throw new IllegalStateException(e);
                  }
                });
    Awaitility.await().until(IndexChecksTest::isInvalid);

    assertThat(BENCH.look(INVALID_INDEX).getDetail()).doesNotContain("slow_id");

    writer.commit();
    building.join();
  }

  @Test
  void theSecondOfTwoEqualIndexesIsTold() throws Exception {
    BENCH.sql(
        "CREATE TABLE orders (id int PRIMARY KEY, placed date)",
        "CREATE INDEX orders_again ON orders (id)",
        "CREATE INDEX orders_placed ON orders (placed)",
        "CREATE INDEX orders_placed_down ON orders (placed DESC)");

    HealthCheck told = BENCH.look(DUPLICATE_INDEX);
    HealthCheck raised = BENCH.look(DUPLICATE_INDEX, "{ warning: 1 }");

    assertThat(told.getStatus()).isEqualTo("ok");
    assertThat(told.getDetail()).isEqualTo("public.orders_again is the same as public.orders_pkey");
    assertThat(raised.getStatus()).isEqualTo("warning");
    BENCH.sql(raised.getRemedy());
    assertThat(BENCH.look(DUPLICATE_INDEX, "{ warning: 1 }").getStatus()).isEqualTo("ok");
  }

  private static boolean isInvalid() throws SQLException {
    try (Connection connection = TestStack.postgres().connect(BENCH.database());
        var statement = connection.createStatement();
        var row =
            statement.executeQuery(
                "SELECT count(*) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid"
                    + " WHERE c.relname = 'slow_id' AND NOT i.indisvalid")) {
      return row.next() && row.getInt(1) == 1;
    }
  }
}
