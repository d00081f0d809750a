package io.drover.migration.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.schemas.SchemaDifference;
import java.sql.SQLException;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class SchemaDifferencesTest {
  private static SchemaDifferences between(SchemaPicture before, SchemaPicture after) {
    return SchemaDifferences.between(before, after);
  }

  private static List<String> objects(SchemaPicture before, SchemaPicture after) {
    return between(before, after).facts(100, UnaryOperator.identity()).stream()
        .map(SchemaDifference::getObject)
        .toList();
  }

  @Test
  void theOrderOfColumnsAndTheGapOfADroppedOneAreNoDifference() throws SQLException {
    SchemaPicture one = PictureServer.of("CREATE TABLE t (a int, b text)");
    SchemaPicture other =
        PictureServer.of(
            "CREATE TABLE t (b text, gone int)",
            "ALTER TABLE t DROP gone",
            "ALTER TABLE t ADD a int");

    assertThat(between(one, other).isEmpty()).isTrue();
  }

  @Test
  void twoWaysToTheSameSchemaAgree() throws SQLException {
    SchemaPicture byShortWords =
        PictureServer.of(
            "CREATE TABLE customer (id serial PRIMARY KEY, mail text UNIQUE CHECK (mail <> ''))",
            "CREATE TABLE orders (id bigserial, customer int REFERENCES customer)",
            "CREATE INDEX ON orders (customer)",
            "CREATE VIEW names AS SELECT mail FROM customer");
    SchemaPicture byManySteps =
        PictureServer.of(
            "CREATE TABLE orders (customer integer)",
            "CREATE SEQUENCE orders_id_seq",
            "ALTER TABLE orders ADD id bigint NOT NULL DEFAULT nextval('orders_id_seq')",
            "ALTER SEQUENCE orders_id_seq OWNED BY orders.id",
            "CREATE TABLE public.customer (mail varchar(10))",
            "ALTER TABLE customer ALTER mail TYPE text",
            "ALTER TABLE customer ADD id int",
            "CREATE SEQUENCE customer_id_seq AS integer OWNED BY customer.id",
            "ALTER TABLE customer ALTER id SET DEFAULT nextval('public.customer_id_seq')",
            "ALTER TABLE customer ADD PRIMARY KEY (id)",
            "ALTER TABLE customer ADD UNIQUE (mail), ADD CHECK (mail != '')",
            "ALTER TABLE orders ADD FOREIGN KEY (customer) REFERENCES customer (id)",
            "CREATE INDEX orders_customer_idx ON public.orders USING btree (customer)",
            "SET search_path = 'pg_catalog'",
            "CREATE VIEW public.names AS SELECT customer.mail FROM public.customer");

    assertThat(objects(byShortWords, byManySteps)).isEmpty();
  }

  @Test
  void rowsOwnersCommentsAndWhatBelongsToExtensionsAreNoPartOfIt() throws SQLException {
    SchemaPicture one = PictureServer.of("CREATE TABLE t (id serial)");
    SchemaPicture other =
        PictureServer.of(
            "CREATE TABLE t (id serial)",
            "INSERT INTO t DEFAULT VALUES",
            "ALTER TABLE t OWNER TO pg_monitor",
            "COMMENT ON TABLE t IS 'of great use'",
            "CREATE EXTENSION citext");

    assertThat(objects(one, other)).containsExactly("extension citext");
    assertThat(between(one, other).withoutAddedExtensions().isEmpty()).isTrue();
    assertThat(between(other, one).withoutAddedExtensions().count()).isEqualTo(1);
  }

  @Test
  void whatOthersAreMadeOfComesFirst() throws SQLException {
    SchemaPicture nothing = PictureServer.of();
    SchemaPicture shop =
        PictureServer.of(
            "CREATE SCHEMA \"Shop\"",
            "CREATE TABLE \"Shop\".t (id int PRIMARY KEY, kind text)",
            "CREATE VIEW \"Shop\".a AS SELECT 1 AS one",
            "CREATE INDEX i ON \"Shop\".t (kind)");

    assertThat(objects(nothing, shop))
        .containsExactly(
            "schema \"Shop\"",
            "table \"Shop\".t",
            "column \"Shop\".t.id",
            "column \"Shop\".t.kind",
            "constraint \"Shop\".t.t_pkey",
            "index \"Shop\".i",
            "view \"Shop\".a");
  }

  @Test
  void onlyTheSchemasAreReadThatAreAskedForAndNotTheTablesLeftOut() throws SQLException {
    try (PictureServer server = PictureServer.empty()) {
      server.run(
          "CREATE SCHEMA a CREATE TABLE history (rank int PRIMARY KEY) CREATE TABLE t (id int)",
          "CREATE INDEX ON a.history (rank)",
          "CREATE SCHEMA b CREATE TABLE t (id int)");

      SchemaPicture picture =
          SchemaPicture.read(
              server.connection(), List.of("a"), List.of("\"a\".\"history\"", "\"a\".\"none\""));

      assertThat(picture.definitions().keySet())
          .extracting(SchemaObject::text)
          .containsExactly("schema a", "table a.t", "column a.t.id");
    }
  }

  @Test
  void readingLeavesTheConnectionAsItWas() throws SQLException {
    try (PictureServer server = PictureServer.empty()) {
      server.picture();

      server.run("CREATE TABLE t (id int)");
      assertThat(server.connection().getAutoCommit()).isTrue();
      server.connection().setAutoCommit(false);
      assertThatThrownBy(server::picture).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void longDefinitionsAreCutNearTheirDifferenceAndTheListIsBounded() throws SQLException {
    StringBuilder same = new StringBuilder("1 AS first");
    for (int i = 0; i < 100; i++) {
      same.append(", 1 AS long_name_").append(i);
    }
    SchemaPicture one = PictureServer.of("CREATE VIEW v AS SELECT " + same + ", 1 AS last");
    SchemaPicture other = PictureServer.of("CREATE VIEW v AS SELECT " + same + ", 2 AS last");

    SchemaDifference fact = between(one, other).facts(1, UnaryOperator.identity()).getFirst();

    assertThat(fact.getChange()).isEqualTo("changed");
    assertThat(fact.getBefore()).contains("1 AS last").startsWith("…").hasSizeLessThan(501);
    assertThat(fact.getAfter()).contains("2 AS last");
    assertThat(
            between(PictureServer.of(), PictureServer.of("CREATE TABLE t (a int)"))
                .facts(1, UnaryOperator.identity()))
        .hasSize(1);
  }

  @Test
  void aTextWithoutEndIsCut() throws SQLException {
    SchemaPicture endless =
        PictureServer.of("CREATE VIEW v AS SELECT '" + "😀".repeat(400) + "' AS text");

    SchemaDifference fact =
        between(PictureServer.of(), endless).facts(1, UnaryOperator.identity()).getFirst();

    assertThat(fact.getBefore()).isNull();
    assertThat(fact.getAfter()).endsWith("😀…").hasSizeLessThan(501);
  }
}
