package io.drover.migration.review;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.migration.review.parser.Node;
import io.drover.migration.review.parser.Reading;
import java.sql.Connection;
import java.sql.Statement;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The table of locks says of each command what a server does. */
@Timeout(120)
class LocksTest {
  private static Server server;

  @BeforeAll
  static void prepare() throws Exception {
    server = Server.prepared();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ALTER TABLE orders ADD COLUMN a int",
        "ALTER TABLE orders ALTER note SET DEFAULT 'x'",
        "ALTER TABLE orders ALTER note SET STATISTICS 50",
        "ALTER TABLE orders ALTER note SET (n_distinct = 5)",
        "ALTER TABLE orders ALTER note SET STORAGE EXTERNAL",
        "ALTER TABLE orders SET (fillfactor = 70)",
        "ALTER TABLE orders SET (autovacuum_enabled = false), ALTER note SET STATISTICS 9",
        "ALTER TABLE orders CLUSTER ON orders_pkey",
        "ALTER TABLE orders SET WITHOUT CLUSTER",
        "ALTER TABLE orders DISABLE TRIGGER USER",
        "ALTER TABLE orders ENABLE ROW LEVEL SECURITY",
        "ALTER TABLE orders ADD CONSTRAINT c CHECK (total > 0) NOT VALID",
        "ALTER TABLE orders ADD FOREIGN KEY (customer_id) REFERENCES customers NOT VALID",
        "ALTER TABLE orders ADD FOREIGN KEY (customer_id) REFERENCES customers, ADD b int",
        "ALTER TABLE orders ADD buyer bigint REFERENCES customers",
        "ALTER TABLE orders REPLICA IDENTITY FULL",
        "ALTER TABLE orders SET UNLOGGED",
        "ALTER TABLE orders RENAME TO purchases",
        "ALTER TABLE orders RENAME COLUMN note TO remark",
        "ALTER TABLE orders RENAME CONSTRAINT orders_pkey TO orders_key",
        "ALTER TABLE drafts SET SCHEMA attic",
        "ALTER TABLE measures ATTACH PARTITION february FOR VALUES FROM ('2026-02-01') TO"
            + " ('2026-03-01')",
        "ALTER TABLE measures DETACH PARTITION january",
        "CREATE TABLE march PARTITION OF measures FOR VALUES FROM ('2026-03-01') TO ('2026-04-01')",
        "CREATE TABLE lines (order_id bigint REFERENCES orders)",
        "CREATE TABLE child () INHERITS (drafts)",
        "CREATE INDEX ON orders (placed)",
        "CREATE TRIGGER t BEFORE UPDATE ON orders EXECUTE FUNCTION touch()",
        "CREATE POLICY p ON orders",
        "CREATE RULE r AS ON DELETE TO orders DO INSTEAD NOTHING",
        "DROP TABLE drafts, attic.old",
        "DROP MATERIALIZED VIEW totals",
        "REFRESH MATERIALIZED VIEW totals",
        "REFRESH MATERIALIZED VIEW CONCURRENTLY totals",
        "REINDEX TABLE orders",
        "CLUSTER orders USING orders_pkey",
        "TRUNCATE orders, drafts",
        "LOCK TABLE orders, drafts IN SHARE ROW EXCLUSIVE MODE",
        "INSERT INTO drafts VALUES (1)",
        "UPDATE orders SET note = 'x' WHERE id = 1",
        "DELETE FROM attic.old WHERE id = 1",
        "MERGE INTO drafts d USING orders o ON d.id = o.id WHEN MATCHED THEN DELETE"
      })
  void theLocksAreThoseOfTheServer(String sql) throws Exception {
    try (Connection working = server.connect();
        Connection watching = server.connect();
        Statement statement = working.createStatement()) {
      Map<String, Long> relations = tables(watching);
      working.setAutoCommit(false);
      statement.execute(sql);
      Map<String, TableLock> seen = new TreeMap<>();
      for (Map.Entry<String, Long> relation : relations.entrySet()) {
        TableLock lock = Server.strongest(watching, Server.pid(working), relation.getValue(), true);
        if (lock != null && lock.compareTo(TableLock.ROW_EXCLUSIVE) >= 0) {
          seen.put(relation.getKey(), lock);
        }
      }
      working.rollback();

      assertThat(said(sql)).isEqualTo(seen);
    }
  }

  private static Map<String, Long> tables(Connection connection) throws Exception {
    Map<String, Long> all = Server.relations(connection);
    all.keySet()
        .retainAll(
            Server.column(
                connection,
                "SELECT CASE relnamespace WHEN 'public'::regnamespace THEN '' ELSE 'attic.' END"
                    + " || relname FROM pg_class WHERE relkind IN ('r', 'p', 'm')"));
    return all;
  }

  /** Where a statement takes several locks on a table, the strongest counts. */
  private static Map<String, TableLock> said(String sql) throws Exception {
    Script script = Scripts.of(sql).getFirst();
    Reading reading = Scripts.PARSER.reading(reader -> reader.read(sql));
    Node node = ((Reading.Understood) reading).statements().getFirst();
    Step step =
        new Step(
            script,
            script.statements().getFirst(),
            1,
            node,
            new ScriptState(script, false),
            new Schema(Catalogue.empty(15)),
            15);
    Map<String, TableLock> said = new TreeMap<>();
    for (Locks.Held held : Locks.of(step)) {
      said.merge(held.table().toString(), held.lock(), (a, b) -> a.compareTo(b) >= 0 ? a : b);
    }
    return said;
  }
}
