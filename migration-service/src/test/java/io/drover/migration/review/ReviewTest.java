package io.drover.migration.review;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.drover.migration.review.parser.SqlParser;
import io.drover.schemas.FailureCode;
import io.drover.service.operation.OperationFailure;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ReviewTest {
  @Test
  void aFindingNamesTheStatementTheLockTheReasonAndTheSafeWay() throws Exception {
    Finding finding =
        Scripts.only(
            "FOREIGN_KEY_WITHOUT_NOT_VALID",
            """
            -- to the customers
            ALTER TABLE "Orders"
              ADD CONSTRAINT buyer FOREIGN KEY (customer_id) /* whose */ REFERENCES crm.customers (id);
            """);

    assertThat(finding)
        .isEqualTo(
            new Finding(
                "FOREIGN_KEY_WITHOUT_NOT_VALID",
                Severity.WARN,
                "V1__test.sql",
                2,
                "ALTER TABLE \"Orders\" ADD CONSTRAINT buyer FOREIGN KEY (customer_id)"
                    + " REFERENCES crm.customers (id)",
                TableLock.SHARE_ROW_EXCLUSIVE,
                "Writes to \"Orders\" and to crm.customers wait while each row is looked up.",
                "ALTER TABLE \"Orders\" ADD CONSTRAINT buyer FOREIGN KEY (customer_id) REFERENCES"
                    + " crm.customers (id) NOT VALID; and in the next script ALTER TABLE \"Orders\""
                    + " VALIDATE CONSTRAINT buyer;",
                null));
  }

  @Test
  void theSafeWayOfAnIndexIsTheStatementItselfConcurrently() throws Exception {
    assertThat(
            Scripts.only(
                    "INDEX_WITHOUT_CONCURRENTLY",
                    "create  unique index i on orders (note) where total > 0;")
                .rewrite())
        .startsWith("CREATE unique INDEX CONCURRENTLY i on orders (note) where total > 0;");
    assertThat(
            Scripts.only("INDEX_WITHOUT_CONCURRENTLY", "CREATE INDEX ON orders (note)").rewrite())
        .startsWith("CREATE INDEX CONCURRENTLY ON orders (note);");
  }

  @Test
  void noConstantOfAStatementIsShown() throws Exception {
    String script =
        """
        UPDATE orders SET note = 'hunter2', status = E'hunter2\\'hunter2', id = $tag$hunter2$tag$;
        DO $$ BEGIN PERFORM 'hunter2'; END $$;
        ALTER ROLE ada PASSWORD 'hunter2' 'hunter2';
        CREATE INDEX ON orders (note) WHERE note = 'hunter2';
        SELECT U&'hunter2' FROMM 'hunter2';
        """;

    assertThat(Scripts.review(script)).hasSizeGreaterThan(3);
    assertThat(Scripts.review(script).toString()).doesNotContain("hunter2").contains("'…'", "$…$");
  }

  @Test
  void whatIsNotClosedIsNotShownEither() throws Exception {
    for (String sql : List.of("SELECT $$hunter2;", "SELECT 1 /* hunter2;", "SELECT 0x'hunter2'")) {
      assertThat(Scripts.review(sql).toString())
          .as(sql)
          .contains("NOT_REVIEWED")
          .doesNotContain("hunter2");
    }
  }

  @Test
  void aStatementIsShownInAtMostTwoHundredCharacters() throws Exception {
    String columns = "c".repeat(60);
    Finding finding =
        Scripts.only(
            "INDEX_WITHOUT_CONCURRENTLY",
            "CREATE INDEX ON orders (%1$sa, %1$sb, %1$sc, %1$sd);".formatted(columns));

    assertThat(finding.statement()).hasSize(200).endsWith("…");
  }

  @Test
  void whatTheParserDoesNotReadIsSaidWithItsWordsAndTheRestIsReviewed() throws Exception {
    List<Finding> findings = Scripts.review("FROBNICATE orders;\nDROP TABLE drafts;");

    assertThat(findings).extracting(Finding::rule).contains("NOT_REVIEWED", "TABLE_DROPPED");
    assertThat(findings.getFirst().why()).contains("syntax error at or near \"FROBNICATE\"");
    assertThat(findings.getFirst().statement()).isEqualTo("FROBNICATE orders");
    assertThat(findings.getFirst().severity()).isEqualTo(Severity.WARN);
  }

  @Test
  void withoutAParserEachScriptSaysSoOnce() throws Exception {
    Review review =
        Review.of(SqlParser.find("/nowhere/libpg_query.so"), Catalogue.empty(17), true, Map.of());

    ReviewResult result =
        review.of(Scripts.of("DROP TABLE a;\nDROP TABLE b;\n" + Scripts.NEXT + "SELECT 1;"));

    assertThat(result.parserVersion()).isNull();
    assertThat(result.findings())
        .extracting(Finding::rule, Finding::script, Finding::line)
        .containsExactly(
            tuple("NOT_REVIEWED", "V1__test.sql", 1), tuple("NOT_REVIEWED", "V2__test.sql", 1));
    assertThat(result.findings().getFirst().why())
        .contains("None of the script's 2 statement(s)", "/nowhere/libpg_query.so");
    assertThat(result.findings().getFirst().rewrite()).startsWith("apt-get install");
  }

  @Test
  void theResultNamesTheGrammarsVersion() throws Exception {
    ReviewResult result =
        Review.of(Scripts.PARSER, Catalogue.empty(17), true, Map.of()).of(Scripts.of("SELECT 1"));

    assertThat(result.parserVersion()).matches("1[3-9]\\.\\d+");
    assertThat(result.findings()).isEmpty();
  }

  @Test
  void aPolicyDecidesTheSeverityOfARule() throws Exception {
    Review review =
        Review.of(
            Scripts.PARSER,
            Catalogue.empty(17),
            true,
            Map.of("TABLE_DROPPED", Severity.BLOCK, "SMALL_KEY", Severity.WARN));

    ReviewResult result = review.of(Scripts.of("DROP TABLE a; CREATE TABLE b (id serial)"));

    assertThat(result.findings())
        .extracting(Finding::severity)
        .containsExactly(Severity.BLOCK, Severity.WARN);
    assertThat(result.blocking()).extracting(Finding::rule).containsExactly("TABLE_DROPPED");
  }

  @Test
  void aPolicyWithAnUnknownRuleIsAnErrorThatNamesTheKnownOnes() {
    assertThatThrownBy(
            () ->
                Review.of(
                    Scripts.PARSER,
                    Catalogue.empty(17),
                    true,
                    Map.of("TABEL_DROPPED", Severity.INFO)))
        .isInstanceOfSatisfying(
            OperationFailure.class,
            e -> {
              assertThat(e.code()).isEqualTo(FailureCode.INVALID_REQUEST);
              assertThat(e.message()).contains("TABEL_DROPPED");
              assertThat(e.remedy()).contains("TABLE_DROPPED", "NOT_REVIEWED");
            });
  }

  @Test
  void aLockTimeoutOfTheServiceIsEnough() throws Exception {
    List<Script> scripts = Scripts.of("ALTER TABLE orders ADD COLUMN a int");

    assertThat(
            Review.of(Scripts.PARSER, Catalogue.empty(17), true, Map.of()).of(scripts).findings())
        .isEmpty();
    assertThat(
            Review.of(Scripts.PARSER, Catalogue.empty(17), false, Map.of()).of(scripts).findings())
        .extracting(Finding::rule)
        .containsExactly("LOCK_TIMEOUT_MISSING");
  }

  @Test
  void theSafeWayIsOneThatTheServersVersionHas() throws Exception {
    String detach = "ALTER TABLE measures DETACH PARTITION january";
    String required = "ALTER TABLE orders ALTER status SET NOT NULL";

    assertThat(Scripts.review(detach, 13).toString()).contains("PostgreSQL 13 has no other way");
    assertThat(Scripts.review(detach, 14).toString()).contains("january CONCURRENTLY");
    assertThat(Scripts.review(required, 17).toString()).contains("CHECK (status IS NOT NULL)");
    assertThat(Scripts.review(required, 18).toString()).contains("NOT NULL status NOT VALID");
  }

  @Test
  void whatAScriptMakesItselfIsEmptyWhateverItDoesWithIt() throws Exception {
    assertThat(
            Scripts.rules(
                """
                CREATE TABLE sales.items (id bigint PRIMARY KEY, parent bigint, name text);
                ALTER TABLE sales.items RENAME TO goods;
                CREATE INDEX goods_parent ON sales.goods (parent);
                ALTER TABLE sales.goods ADD FOREIGN KEY (parent) REFERENCES sales.goods;
                ALTER TABLE sales.goods ALTER name SET NOT NULL, ADD CHECK (id > 0);
                ALTER TABLE sales.goods ADD UNIQUE (name), ALTER parent TYPE int, DROP COLUMN name;
                CREATE TRIGGER t BEFORE UPDATE ON sales.goods EXECUTE FUNCTION touch();
                UPDATE sales.goods SET parent = 1;
                TRUNCATE sales.goods CASCADE;
                DROP INDEX sales.goods_parent;
                DROP TABLE sales.goods CASCADE;
                """))
        .isEmpty();
  }

  @Test
  void betweenScriptsRowsMayCome() throws Exception {
    assertThat(
            Scripts.rules("CREATE TABLE t (a bigint);\n" + Scripts.NEXT + "CREATE INDEX ON t (a);"))
        .contains("INDEX_WITHOUT_CONCURRENTLY");
  }

  @Test
  void aReviewIsUsedByManyThreads() throws Exception {
    Review review = Review.of(Scripts.PARSER, Catalogue.empty(17), false, Map.of());
    List<Script> scripts = Scripts.of(Pairs.all().getFirst().flagged());
    ReviewResult alone = review.of(scripts);

    assertThat(IntStream.range(0, 64).parallel().mapToObj(i -> review.of(scripts)))
        .hasSize(64)
        .allMatch(alone::equals);
  }
}
