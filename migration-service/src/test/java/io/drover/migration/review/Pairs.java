package io.drover.migration.review;

import java.util.List;
import java.util.stream.Stream;

/** The pairs of all rules. */
final class Pairs {
  private static final String NEXT = ";\n" + Scripts.NEXT;

  private static final List<Pair> INDEXES =
      List.of(
          Pair.of(
              "INDEX_WITHOUT_CONCURRENTLY",
              "CREATE INDEX ON orders (placed)",
              "CREATE INDEX CONCURRENTLY ON orders (placed)",
              "orders"),
          Pair.of(
              "INDEX_WITHOUT_CONCURRENTLY",
              "CREATE UNIQUE INDEX one ON public.orders (id)",
              "CREATE TABLE fresh (id bigint); CREATE INDEX ON public.fresh (id)",
              "orders"),
          Pair.of(
              "INDEX_WITHOUT_CONCURRENTLY",
              "CREATE TABLE IF NOT EXISTS drafts (id bigint); CREATE INDEX ON drafts (id)",
              "CREATE TABLE fresh AS SELECT 1 AS id; CREATE INDEX ON fresh (id)",
              "drafts"),
          Pair.of(
              "DROP_INDEX_WITHOUT_CONCURRENTLY",
              "DROP INDEX orders_status",
              "DROP INDEX CONCURRENTLY orders_status",
              "orders",
              "orders_status"),
          Pair.of(
              "DROP_INDEX_WITHOUT_CONCURRENTLY",
              "DROP INDEX IF EXISTS public.orders_status",
              "CREATE TABLE fresh (id bigint); CREATE INDEX i ON fresh (id); DROP INDEX i",
              "orders"),
          Pair.of(
              "REINDEX_WITHOUT_CONCURRENTLY",
              "REINDEX TABLE orders",
              "REINDEX TABLE CONCURRENTLY orders",
              "orders"),
          Pair.of(
              "REINDEX_WITHOUT_CONCURRENTLY",
              "REINDEX INDEX orders_status",
              "REINDEX (CONCURRENTLY) INDEX orders_status",
              "orders"),
          Pair.of(
              "CONCURRENTLY_ON_PARTITIONED",
              "CREATE TABLE visits (day date) PARTITION BY RANGE (day);"
                  + "CREATE INDEX CONCURRENTLY visits_day ON visits (day)",
              "CREATE TABLE visits (day date); CREATE INDEX CONCURRENTLY visits_day ON visits"
                  + " (day)"),
          Pair.of(
              "CONCURRENTLY_ON_PARTITIONED",
              "CREATE TABLE visits (day date) PARTITION BY RANGE (day);"
                  + "CREATE INDEX visits_day ON visits (day)"
                  + NEXT
                  + "DROP INDEX CONCURRENTLY visits_day",
              "CREATE TABLE visits (day date) PARTITION BY RANGE (day);"
                  + "CREATE INDEX visits_day ON visits (day)"
                  + NEXT
                  + "DROP INDEX visits_day"));

  private static final List<Pair> CONSTRAINTS =
      List.of(
          Pair.of(
              "CHECK_WITHOUT_NOT_VALID",
              "ALTER TABLE orders ADD CONSTRAINT positive CHECK (total > 0)",
              "ALTER TABLE orders ADD CONSTRAINT positive CHECK (total > 0) NOT VALID",
              "orders"),
          Pair.of(
              "FOREIGN_KEY_WITHOUT_NOT_VALID",
              "ALTER TABLE orders ADD FOREIGN KEY (customer_id) REFERENCES customers",
              "ALTER TABLE orders ADD FOREIGN KEY (customer_id) REFERENCES customers NOT VALID",
              "orders",
              "customers"),
          Pair.of(
              "VALIDATED_AT_ONCE",
              "ALTER TABLE orders ADD CONSTRAINT p CHECK (total > 0) NOT VALID;"
                  + "ALTER TABLE orders VALIDATE CONSTRAINT p",
              "ALTER TABLE orders ADD CONSTRAINT p CHECK (total > 0) NOT VALID"
                  + NEXT
                  + "ALTER TABLE orders VALIDATE CONSTRAINT p"),
          Pair.of(
              "SET_NOT_NULL_SCANS",
              "ALTER TABLE orders ALTER COLUMN status SET NOT NULL",
              "ALTER TABLE orders ADD CONSTRAINT s CHECK (status IS NOT NULL) NOT VALID"
                  + NEXT
                  + "ALTER TABLE orders VALIDATE CONSTRAINT s"
                  + NEXT
                  + "ALTER TABLE public.orders ALTER status SET NOT NULL",
              "orders"),
          Pair.of(
              "SET_NOT_NULL_SCANS",
              "ALTER TABLE orders ADD CONSTRAINT s CHECK (status IS NOT NULL) NOT VALID"
                  + NEXT
                  + "ALTER TABLE orders ALTER status SET NOT NULL",
              "ALTER TABLE orders ADD CHECK (status IS NOT NULL AND total > 0)"
                  + NEXT
                  + "ALTER TABLE orders ALTER status SET NOT NULL",
              "orders"),
          Pair.of(
              "CONSTRAINT_BUILDS_INDEX",
              "ALTER TABLE orders ADD CONSTRAINT orders_note_key UNIQUE (note)",
              "ALTER TABLE orders ADD CONSTRAINT orders_note_key UNIQUE USING INDEX notes",
              "orders"),
          Pair.of(
              "CONSTRAINT_BUILDS_INDEX",
              "ALTER TABLE drafts ADD PRIMARY KEY (id)",
              "CREATE TABLE fresh (id bigint); ALTER TABLE fresh ADD PRIMARY KEY (id)",
              "drafts"),
          Pair.of(
              "CONSTRAINT_BUILDS_INDEX",
              "ALTER TABLE orders ADD EXCLUDE USING gist (id WITH =)",
              "CREATE TABLE fresh (r int8range, EXCLUDE USING gist (r WITH &&))",
              "orders"),
          Pair.of(
              "CONSTRAINT_BUILDS_INDEX",
              "ALTER TABLE orders ADD COLUMN code text UNIQUE",
              "ALTER TABLE orders ADD COLUMN code text",
              "orders"),
          Pair.of(
              "FOREIGN_KEY_WITHOUT_INDEX",
              "ALTER TABLE orders ADD FOREIGN KEY (customer_id) REFERENCES customers NOT VALID",
              "ALTER TABLE orders ADD FOREIGN KEY (customer_id) REFERENCES customers NOT VALID"
                  + NEXT
                  + "CREATE INDEX CONCURRENTLY ON orders (customer_id, placed)"),
          Pair.of(
              "FOREIGN_KEY_WITHOUT_INDEX",
              "CREATE TABLE lines (id bigint, order_id bigint REFERENCES orders);"
                  + "CREATE INDEX ON lines (id, order_id);"
                  + "CREATE INDEX ON lines (order_id) WHERE id > 5",
              "CREATE TABLE lines (a bigint, b bigint, FOREIGN KEY (a, b) REFERENCES pairs,"
                  + " PRIMARY KEY (b, a))"));

  private static final List<Pair> COLUMNS =
      List.of(
          Pair.of(
              "VOLATILE_DEFAULT",
              "ALTER TABLE orders ADD COLUMN token uuid DEFAULT gen_random_uuid()",
              "ALTER TABLE orders ADD COLUMN seen timestamptz DEFAULT now(),"
                  + " ADD COLUMN day date DEFAULT CURRENT_DATE, ADD COLUMN n int DEFAULT 1 + 2,"
                  + " ADD COLUMN b text DEFAULT lower('A'), ADD COLUMN j jsonb DEFAULT '{}'",
              "orders"),
          Pair.of(
              "VOLATILE_DEFAULT",
              "ALTER TABLE orders ADD COLUMN t timestamptz DEFAULT clock_timestamp()",
              "CREATE TABLE fresh (); ALTER TABLE fresh ADD t float DEFAULT random()",
              "orders"),
          Pair.of(
              "VOLATILE_DEFAULT",
              "ALTER TABLE orders ADD COLUMN t int DEFAULT 1 + abs(ours(3))",
              "ALTER TABLE orders ADD COLUMN t int DEFAULT 1 + abs(-3)"),
          Pair.of(
              "NUMBERED_COLUMN_ADDED",
              "ALTER TABLE orders ADD COLUMN number bigserial",
              "ALTER TABLE orders ADD COLUMN number bigint",
              "orders"),
          Pair.of(
              "NUMBERED_COLUMN_ADDED",
              "ALTER TABLE orders ADD COLUMN number bigint GENERATED ALWAYS AS IDENTITY",
              "CREATE TABLE fresh (number bigint GENERATED ALWAYS AS IDENTITY)",
              "orders"),
          Pair.of(
              "GENERATED_COLUMN_ADDED",
              "ALTER TABLE orders ADD COLUMN half numeric GENERATED ALWAYS AS (total / 2) STORED",
              "CREATE TABLE fresh (a int, half int GENERATED ALWAYS AS (a / 2) STORED)",
              "orders"),
          Pair.of(
              "REQUIRED_COLUMN_WITHOUT_DEFAULT",
              "ALTER TABLE drafts ADD COLUMN title text NOT NULL",
              "ALTER TABLE drafts ADD COLUMN title text NOT NULL DEFAULT ''",
              "drafts"),
          Pair.of(
              "REQUIRED_COLUMN_WITHOUT_DEFAULT",
              "ALTER TABLE drafts ADD COLUMN title text NOT NULL DEFAULT NULL",
              "ALTER TABLE drafts ADD COLUMN number bigserial NOT NULL",
              "drafts"),
          Pair.of(
              "COLUMN_WITH_INLINE_CONSTRAINT",
              "ALTER TABLE orders ADD COLUMN weight int CHECK (weight > 0)",
              "ALTER TABLE orders ADD COLUMN weight int",
              "orders"),
          Pair.of(
              "COLUMN_WITH_INLINE_CONSTRAINT",
              "ALTER TABLE orders ADD COLUMN buyer bigint REFERENCES customers",
              "CREATE TABLE fresh (buyer bigint REFERENCES customers, CHECK (buyer > 0))",
              "orders"),
          Pair.of(
              "COLUMN_RENAMED",
              "ALTER TABLE orders RENAME COLUMN note TO remark",
              "ALTER TABLE orders ADD COLUMN remark text",
              "orders"),
          Pair.of(
              "COLUMN_DROPPED",
              "ALTER TABLE orders DROP COLUMN note CASCADE",
              "ALTER TABLE orders ALTER COLUMN note DROP NOT NULL",
              "orders"),
          Pair.of(
              "TYPE_CHANGE_REWRITES",
              "CREATE TABLE t (a int)" + NEXT + "ALTER TABLE t ALTER a TYPE bigint",
              "CREATE TABLE t (a varchar(10))" + NEXT + "ALTER TABLE t ALTER a TYPE varchar(20)",
              "t"),
          Pair.of(
              "TYPE_CHANGE_REWRITES",
              "ALTER TABLE orders ALTER COLUMN placed TYPE text USING to_char(placed, 'YYYY')",
              "CREATE TABLE t (a int); ALTER TABLE t ALTER a TYPE bigint USING a + 1",
              "orders"),
          Pair.of(
              "TYPE_CHANGE_MAY_REWRITE",
              "ALTER TABLE orders ALTER COLUMN note TYPE text",
              "CREATE TABLE t (a varchar(10))" + NEXT + "ALTER TABLE t ALTER a TYPE text",
              "orders"));

  private static final List<Pair> TABLES =
      List.of(
          Pair.of(
              "TABLE_RENAMED",
              "ALTER TABLE orders RENAME TO purchases",
              "CREATE TABLE fresh (); ALTER TABLE fresh RENAME TO purchases",
              "orders"),
          Pair.of(
              "TABLE_DROPPED",
              "DROP TABLE drafts",
              "CREATE TEMP TABLE fresh (); DROP TABLE fresh",
              "drafts"),
          Pair.of("DROP_CASCADES", "DROP TABLE orders CASCADE", "DROP TABLE orders"),
          Pair.of("DROP_CASCADES", "DROP TYPE mood CASCADE", "DROP TYPE mood"),
          Pair.of(
              "SCHEMA_DROPPED",
              "DROP SCHEMA attic CASCADE",
              "CREATE SCHEMA spare; DROP SCHEMA spare"),
          Pair.of("TRUNCATE", "TRUNCATE drafts", "DELETE FROM drafts WHERE id < 5", "drafts"),
          Pair.of("TRUNCATE_CASCADES", "TRUNCATE orders CASCADE", "TRUNCATE orders", "orders"),
          Pair.of(
              "TRIGGER_CREATED",
              "CREATE TRIGGER t BEFORE UPDATE ON orders EXECUTE FUNCTION touch()",
              "CREATE TABLE fresh ();"
                  + "CREATE TRIGGER t BEFORE UPDATE ON fresh EXECUTE FUNCTION touch()",
              "orders"),
          Pair.of(
              "TABLE_LOCKED", "LOCK TABLE orders", "LOCK TABLE orders IN ROW SHARE MODE", "orders"),
          Pair.of(
              "TABLE_LOCKED",
              "LOCK TABLE orders IN EXCLUSIVE MODE",
              "CREATE TABLE fresh (); LOCK TABLE fresh",
              "orders"),
          Pair.of(
              "PARTITION_ATTACHED",
              "ALTER TABLE measures ATTACH PARTITION february"
                  + " FOR VALUES FROM ('2026-02-01') TO ('2026-03-01')",
              "ALTER TABLE february ADD CONSTRAINT bounds CHECK (day >= '2026-02-01') NOT VALID"
                  + NEXT
                  + "ALTER TABLE february VALIDATE CONSTRAINT bounds"
                  + NEXT
                  + "ALTER TABLE measures ATTACH PARTITION february"
                  + " FOR VALUES FROM ('2026-02-01') TO ('2026-03-01')",
              "february"),
          Pair.of(
              "PARTITION_CREATED_IN_PLACE",
              "CREATE TABLE march PARTITION OF measures"
                  + " FOR VALUES FROM ('2026-03-01') TO ('2026-04-01')",
              "CREATE TABLE march (LIKE measures);"
                  + "ALTER TABLE measures ATTACH PARTITION march"
                  + " FOR VALUES FROM ('2026-03-01') TO ('2026-04-01')",
              "measures"),
          Pair.of(
              "DETACH_WITHOUT_CONCURRENTLY",
              "ALTER TABLE measures DETACH PARTITION january",
              "ALTER TABLE measures DETACH PARTITION january CONCURRENTLY",
              "measures",
              "january"));

  private static final List<Pair> REWRITES =
      List.of(
          Pair.of("VACUUM_FULL", "VACUUM FULL orders", "VACUUM (ANALYZE) orders", "orders"),
          Pair.of("VACUUM_FULL", "VACUUM (FULL) orders", "VACUUM (FULL false) orders", "orders"),
          Pair.of(
              "CLUSTER",
              "CLUSTER orders USING orders_pkey",
              "ALTER TABLE orders CLUSTER ON orders_pkey",
              "orders"),
          Pair.of(
              "REFRESH_WITHOUT_CONCURRENTLY",
              "REFRESH MATERIALIZED VIEW totals",
              "REFRESH MATERIALIZED VIEW CONCURRENTLY totals",
              "totals"),
          Pair.of(
              "TABLE_REWRITTEN",
              "ALTER TABLE orders SET UNLOGGED",
              "ALTER TABLE orders SET (fillfactor = 70)",
              "orders"),
          Pair.of(
              "DATA_CHANGE_WITHOUT_WHERE",
              "UPDATE orders SET status = 'old'",
              "UPDATE orders SET status = 'old' WHERE id < 1000",
              "orders"),
          Pair.of(
              "DATA_CHANGE_WITHOUT_WHERE",
              "WITH gone AS (DELETE FROM orders RETURNING id) SELECT count(*) FROM gone",
              "CREATE TABLE fresh (id bigint); DELETE FROM fresh",
              "orders"),
          Pair.of(
              "CODE_NOT_REVIEWED",
              "DO $$ BEGIN EXECUTE 'DROP TABLE orders'; END $$",
              "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$ SELECT 1 $$"),
          Pair.of("CODE_NOT_REVIEWED", "CALL tidy_up()", "SELECT 1"),
          Pair.of("EXTENSION_CREATED", "CREATE EXTENSION hstore", "DROP EXTENSION btree_gist"));

  private static final List<Pair> TRANSACTIONS =
      List.of(
          Pair.of(
              "CONCURRENTLY_IN_TRANSACTION",
              "BEGIN; REINDEX TABLE CONCURRENTLY orders; COMMIT",
              "REINDEX TABLE CONCURRENTLY orders"),
          Pair.of(
              "CONCURRENTLY_IN_TRANSACTION",
              "BEGIN; CREATE INDEX CONCURRENTLY ON orders (placed); COMMIT",
              "DROP INDEX CONCURRENTLY orders_status"),
          Pair.of(
              "CONCURRENTLY_IN_TRANSACTION",
              "BEGIN; ALTER TABLE measures DETACH PARTITION january CONCURRENTLY; COMMIT",
              "ALTER TABLE measures DETACH PARTITION january CONCURRENTLY"),
          Pair.of("REFUSED_IN_TRANSACTION", "BEGIN; VACUUM orders", "VACUUM orders"),
          Pair.of(
              "MIXED_SCRIPT",
              "ALTER TABLE orders ADD code text; CREATE INDEX CONCURRENTLY ON orders (code)",
              "ALTER TABLE orders ADD code text"
                  + NEXT
                  + "CREATE INDEX CONCURRENTLY ON orders (code)"),
          Pair.of(
              "TRANSACTION_CONTROL",
              "BEGIN; SELECT 1; COMMIT",
              "SAVEPOINT a; SELECT 1; ROLLBACK TO a"),
          Pair.of("TRANSACTION_CONTROL", "BEGIN; VACUUM orders; COMMIT", "VACUUM orders"),
          Pair.of(
              "LOCK_TIMEOUT_MISSING",
              "ALTER TABLE orders ADD COLUMN code text",
              "SET LOCAL lock_timeout = '2s'; ALTER TABLE orders ADD COLUMN code text",
              "orders"),
          Pair.of(
              "LOCK_TIMEOUT_MISSING",
              "SET lock_timeout = 0; CREATE TRIGGER t BEFORE UPDATE ON orders"
                  + " EXECUTE FUNCTION touch()",
              "SELECT set_config('lock_timeout', '2s', true); DROP TABLE orders",
              "orders"),
          Pair.of(
              "LOCK_TIMEOUT_MISSING",
              "SET lock_timeout = '2s'; RESET lock_timeout; DROP TABLE drafts",
              "SET lock_timeout = 2000; DROP TABLE drafts",
              "drafts"),
          Pair.of(
              "WORK_UNDER_ACCESS_EXCLUSIVE",
              "ALTER TABLE orders ADD COLUMN code text; UPDATE orders SET code = 'x' WHERE id < 9",
              "UPDATE orders SET status = 'x' WHERE id < 9; ALTER TABLE orders ADD COLUMN code"
                  + " text",
              "orders"),
          Pair.of(
              "WORK_UNDER_ACCESS_EXCLUSIVE",
              "ALTER TABLE orders DROP COLUMN note; ALTER TABLE customers ADD COLUMN name text",
              "ALTER TABLE orders DROP COLUMN note"
                  + NEXT
                  + "ALTER TABLE customers ADD COLUMN name text",
              "orders"),
          Pair.of(
              "WORK_UNDER_ACCESS_EXCLUSIVE",
              "DROP TABLE drafts; INSERT INTO customers SELECT id + 5 FROM orders",
              "DROP TABLE drafts; INSERT INTO customers VALUES (7, 'b');"
                  + "CREATE TABLE fresh (id bigint); CREATE INDEX ON fresh (id)",
              "drafts"),
          Pair.of(
              "ENUM_VALUE_USED_AT_ONCE",
              "ALTER TYPE mood ADD VALUE 'sad'; CREATE TABLE t (m mood DEFAULT 'sad')",
              "ALTER TYPE mood ADD VALUE 'sad'" + NEXT + "CREATE TABLE t (m mood DEFAULT 'sad')"),
          Pair.of(
              "ENUM_VALUE_USED_AT_ONCE",
              "ALTER TYPE mood ADD VALUE 'it''s'; SELECT 'it''s'::mood",
              "CREATE TYPE fresh AS ENUM ('a'); ALTER TYPE fresh ADD VALUE 'b'; SELECT"
                  + " 'b'::fresh"));

  private static final List<Pair> HINTS =
      List.of(
          Pair.of(
              "SMALL_KEY",
              "CREATE TABLE t (id serial PRIMARY KEY)",
              "CREATE TABLE t (id bigserial PRIMARY KEY, n int)"),
          Pair.of(
              "SMALL_KEY",
              "CREATE TABLE t (id int, PRIMARY KEY (id))",
              "CREATE TABLE t (a int, b int, PRIMARY KEY (a, b))"),
          Pair.of(
              "SMALL_KEY",
              "CREATE TABLE t (id int PRIMARY KEY, o int REFERENCES orders)",
              "CREATE TABLE t (id int PRIMARY KEY REFERENCES orders);"
                  + " CREATE TABLE u (id int PRIMARY KEY, FOREIGN KEY (id) REFERENCES orders)"),
          Pair.of("JSON_COLUMN", "CREATE TABLE t (j json)", "CREATE TABLE t (j jsonb)"),
          Pair.of(
              "TIMESTAMP_WITHOUT_ZONE",
              "ALTER TABLE orders ADD COLUMN sent timestamp(3)",
              "ALTER TABLE orders ADD COLUMN sent timestamp with time zone"),
          Pair.of(
              "CHAR_COLUMN",
              "CREATE TABLE t (c char(2))",
              "CREATE TABLE t (c varchar(2), d \"char\")"),
          Pair.of("NOT_REVIEWED", "SELEC 1", "SELECT 1"),
          Pair.of(
              "SUPPRESSION_UNREADABLE",
              "-- drover:allow TABLE_DROPPED\nDROP TABLE drafts",
              "-- drover:allow TABLE_DROPPED because nothing reads it since 4.2\n"
                  + "DROP TABLE drafts"));

  private Pairs() {}

  static List<Pair> all() {
    return Stream.of(INDEXES, CONSTRAINTS, COLUMNS, TABLES, REWRITES, TRANSACTIONS, HINTS)
        .flatMap(List::stream)
        .toList();
  }
}
