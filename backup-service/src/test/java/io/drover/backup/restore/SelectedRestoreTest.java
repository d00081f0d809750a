package io.drover.backup.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.backup.content.Sql;
import io.drover.backup.testbed.TestBed;
import io.drover.schemas.FailureCode;
import io.drover.schemas.RestoreRequested;
import io.drover.schemas.RestoreSucceeded;
import io.drover.service.operation.OperationFailure;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

@ParameterizedClass
@ValueSource(strings = {"custom", "directory"})
class SelectedRestoreTest {
  private static final String ORIGINAL = "selected \"original\" – ü";
  private static final String COPY = "selected_copy";
  private static final String ODD = "odd. \"näme\"\nof a table";

  @Parameter private String format = "";
  private TestBed bed;

  @BeforeEach
  void backUp(@TempDir Path folder) throws Exception {
    bed = new TestBed(folder, ORIGINAL);
    bed.drop(ORIGINAL);
    bed.drop(COPY);
    bed.server.createDatabase(ORIGINAL);
    bed.execute("postgres", "DROP ROLE IF EXISTS selected_reader; CREATE ROLE selected_reader");
    bed.execute(
        ORIGINAL,
        """
        CREATE SCHEMA app;
        CREATE SCHEMA other;
        CREATE TYPE app.mood AS ENUM ('good', 'bad');
        CREATE FUNCTION app.touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
        CREATE TABLE app.customer (id serial PRIMARY KEY, name text);
        CREATE TABLE app.ordered (
          id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
          customer int NOT NULL REFERENCES app.customer,
          mood app.mood DEFAULT 'good',
          line bigserial,
          amount int CHECK (amount > 0));
        CREATE INDEX ordered_amount ON app.ordered (amount) WHERE amount > 1;
        CREATE STATISTICS app.ordered_stats ON customer, amount FROM app.ordered;
        CREATE TRIGGER touching BEFORE UPDATE ON app.ordered FOR EACH ROW EXECUTE FUNCTION app.touch();
        ALTER TABLE app.ordered ENABLE ROW LEVEL SECURITY;
        CREATE POLICY mine ON app.ordered FOR SELECT TO selected_reader USING (amount > 0);
        COMMENT ON TABLE app.ordered IS 'It''s what was ordered';
        COMMENT ON COLUMN app.ordered.amount IS 'how many';
        GRANT SELECT, INSERT (amount) ON app.ordered TO selected_reader;
        INSERT INTO app.customer (name) SELECT 'c' || n FROM generate_series(1, 10) n;
        INSERT INTO app.ordered (customer, amount) SELECT 1 + n % 10, n FROM generate_series(1, 100) n;
        CREATE TABLE app.referring (ordered int REFERENCES app.ordered);
        INSERT INTO app.referring VALUES (1), (2);
        CREATE TABLE other.part (n int, at int) PARTITION BY RANGE (at);
        CREATE TABLE other.part_1 PARTITION OF other.part FOR VALUES FROM (0) TO (50);
        CREATE TABLE app.part_2 PARTITION OF other.part FOR VALUES FROM (50) TO (100) PARTITION BY RANGE (at);
        CREATE TABLE other.part_2a PARTITION OF app.part_2 FOR VALUES FROM (50) TO (100);
        CREATE INDEX part_n ON other.part (n);
        INSERT INTO other.part SELECT n, n FROM generate_series(0, 99) n;
        CREATE VIEW other.sums AS SELECT sum(amount) FROM app.ordered;
        CREATE MATERIALIZED VIEW other.counted AS SELECT count(*) AS c FROM other.part;
        """);
    try (Connection connection = bed.server.connect(ORIGINAL)) {
      Sql.execute(connection, "CREATE TABLE app.%I AS SELECT generate_series(1, 5) AS n", ODD);
    }
    bed.run(bed.backup(request -> request.setFormat(format)));
  }

  @AfterEach
  void close() throws Exception {
    for (String scratch : bed.databases(ScratchDatabase.PREFIX)) {
      bed.drop(scratch);
    }
    bed.drop(ORIGINAL);
    bed.drop(COPY);
    bed.execute("postgres", "DROP ROLE IF EXISTS selected_reader");
    bed.close();
  }

  @Test
  void aTableBringsAllThatBelongsToItAndSaysWhichForeignKeysDoNot() throws Exception {
    RestoreSucceeded restored = restore(command().setTables(List.of("app.ordered")));

    assertThat(restored.getTables()).isEqualTo(1);
    assertThat(restored.getRows()).isEqualTo(100);
    assertThat(restored.getWarnings())
        .singleElement()
        .asString()
        .contains("app.ordered ordered_customer_fkey")
        .contains("not selected");
    assertThat(relations()).containsExactly("app.ordered");
    for (String query :
        List.of(
            "SELECT count(*) = 2 FROM pg_index WHERE indrelid = 'app.ordered'::regclass",
            "SELECT string_agg(contype, '' ORDER BY contype) = 'cp' FROM pg_constraint"
                + " WHERE conrelid = 'app.ordered'::regclass",
            "SELECT count(*) = 1 FROM pg_trigger WHERE tgrelid = 'app.ordered'::regclass",
            "SELECT count(*) = 1 FROM pg_policy WHERE polrelid = 'app.ordered'::regclass",
            "SELECT relrowsecurity FROM pg_class WHERE oid = 'app.ordered'::regclass",
            "SELECT count(*) = 1 FROM pg_statistic_ext",
            "SELECT obj_description('app.ordered'::regclass) = 'It''s what was ordered'",
            "SELECT col_description('app.ordered'::regclass, 5) = 'how many'",
            "SELECT has_table_privilege('selected_reader', 'app.ordered', 'SELECT')",
            "SELECT has_column_privilege('selected_reader', 'app.ordered', 'amount', 'INSERT')",
            "SELECT pg_get_serial_sequence('app.ordered', 'line') = 'app.ordered_line_seq'",
            "SELECT nextval('app.ordered_line_seq') = 101",
            "SELECT nextval(pg_get_serial_sequence('app.ordered', 'id')) = 101")) {
      assertThat(isTrue(query)).as(query).isTrue();
    }
  }

  @Test
  void betweenSelectedTablesForeignKeysAreKept() throws Exception {
    RestoreSucceeded restored =
        restore(command().setTables(List.of("app.ordered", "app.customer", "app.referring")));

    assertThat(restored.getWarnings()).isEmpty();
    assertThat(restored.getRows()).isEqualTo(112);
    assertThat(
            isTrue("SELECT count(*) = 2 FROM pg_constraint WHERE contype = 'f' AND convalidated"))
        .isTrue();
  }

  @Test
  void aPartitionedTableBringsItsPartitionsWhereverTheyAre() throws Exception {
    RestoreSucceeded restored = restore(command().setTables(List.of("other.part")));

    assertThat(restored.getRows()).isEqualTo(100);
    assertThat(relations())
        .containsExactly("app.part_2", "other.part", "other.part_1", "other.part_2a");
    assertThat(isTrue("SELECT count(*) = 100 FROM other.part")).isTrue();
    assertThat(
            isTrue(
                "SELECT bool_and(indisvalid) AND count(*) = 4 FROM pg_index WHERE indrelid"
                    + " IN (SELECT oid FROM pg_class WHERE relname LIKE 'part%')"))
        .isTrue();
  }

  @Test
  void aPartitionAloneBecomesATableOfItsOwn() throws Exception {
    RestoreSucceeded restored = restore(command().setTables(List.of("other.part_1")));

    assertThat(restored.getRows()).isEqualTo(50);
    assertThat(relations()).containsExactly("other.part_1");
    assertThat(restored.getWarnings()).singleElement().asString().contains("of its own");
  }

  @Test
  void aNameThatNeedsQuotesIsTakenExactly() throws Exception {
    String written = "app.\"" + ODD.replace("\"", "\"\"") + "\"";

    RestoreSucceeded restored = restore(command().setTables(List.of(written)));

    assertThat(restored.getRows()).isEqualTo(5);
    assertThat(relations()).containsExactly("app." + ODD);
  }

  @Test
  void aSchemaBringsAllThatIsInItAndSaysWhatItNeedsFromElsewhere() throws Exception {
    RestoreSucceeded restored = restore(command().setSchemas(List.of("other")));

    assertThat(relations())
        .contains("other.part", "other.part_1", "other.part_2a", "app.part_2", "app.ordered");
    assertThat(restored.getWarnings())
        .containsExactlyInAnyOrder(
            "app.ordered is made without rows, as something selected needs it.");
    assertThat(restored.getRows()).isEqualTo(100);
    assertThat(isTrue("SELECT c = 100 FROM other.counted")).isTrue();
    assertThat(isTrue("SELECT count(*) = 0 FROM app.ordered")).isTrue();
  }

  @Test
  void aNameThatTheBackupDoesNotHoldFailsBeforeAnythingIsMade() throws Exception {
    for (var wrong :
        List.of(
            command().setTables(List.of("app.orderd", "app.customer")),
            command().setTables(List.of("other.ordered")),
            command().setTables(List.of("app.Ordered")))) {
      assertThatThrownBy(() -> restore(wrong))
          .isInstanceOfSatisfying(
              OperationFailure.class,
              failure -> {
                assertThat(failure.code()).isEqualTo(FailureCode.INVALID_REQUEST);
                assertThat(failure.message()).contains("app.ordered").doesNotContain("customer");
              });
    }
    assertThatThrownBy(() -> restore(command().setSchemas(List.of("ap"))))
        .hasMessageContaining("The backup holds no schema ap (but app)");
    assertThat(bed.databases(ScratchDatabase.PREFIX)).isEmpty();
    assertThat(bed.databases(COPY)).isEmpty();
  }

  private static RestoreRequested.Builder command() {
    return RestoreRequested.newBuilder()
        .setOperationId(UUID.randomUUID().toString())
        .setDatabase(TestBed.DATABASE)
        .setBackupId("latest")
        .setTargetName(COPY);
  }

  private RestoreSucceeded restore(RestoreRequested.Builder command) throws Exception {
    bed.restores.admit(command.build(), bed.entry());
    return bed.runRestore(bed.restore(command.build(), 1));
  }

  private List<String> relations() throws Exception {
    try (Connection connection = bed.server.connect(COPY)) {
      return Sql.query(
          connection,
          """
          SELECT nspname || '.' || relname FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
          WHERE relkind IN ('r', 'p') AND nspname !~ '^(pg_|information_schema)' ORDER BY 1
          """,
          row -> row.getString(1));
    }
  }

  private boolean isTrue(String sql) throws Exception {
    try (Connection connection = bed.server.connect(COPY)) {
      return Sql.query(connection, sql, row -> row.getBoolean(1)).getFirst();
    }
  }
}
