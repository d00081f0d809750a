package io.drover.benchmarks;

import io.drover.migration.flyway.ScriptReader;
import io.drover.migration.review.Catalogue;
import io.drover.migration.review.Review;
import io.drover.migration.review.ReviewResult;
import io.drover.migration.review.Script;
import io.drover.migration.review.parser.SqlParser;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.flywaydb.core.Flyway;

/** A thousand scripts of nine statements each, split and reviewed in this process. */
final class ReviewBenchmark {
  private static final int SCRIPTS = 1_000;
  private static final int ROUNDS = 5;

  private ReviewBenchmark() {}

  static void run() throws Exception {
    SqlParser parser = SqlParser.find(System.getenv().getOrDefault("DROVER_PG_QUERY", ""));
    if (!parser.available()) {
      throw new IllegalStateException("libpg_query is missing: apt-get install libpg-query-dev");
    }
    Review review = Review.of(parser, Catalogue.empty(17), false, Map.of());
    List<Duration> times = new ArrayList<>();
    int findings = 0;
    for (int round = 0; round < ROUNDS; round++) {
      long start = System.nanoTime();
      findings = reviewed(review).findings().size();
      times.add(Duration.ofNanos(System.nanoTime() - start));
    }
    Report.heading("Review of 1,000 scripts, 9,000 statements, " + findings + " findings");
    Report.line(
        "first, as a service does it: **"
            + seconds(times.getFirst())
            + " s** (goal: at most 2.00)");
    Report.line(
        "median of "
            + ROUNDS
            + ": "
            + seconds(times.stream().sorted().toList().get(ROUNDS / 2))
            + " s");
  }

  private static ReviewResult reviewed(Review review) throws Exception {
    ScriptReader reader = new ScriptReader(Flyway.configure().load().getConfiguration(), Map.of());
    List<Script> scripts = new ArrayList<>();
    for (int i = 1; i <= SCRIPTS; i++) {
      scripts.add(reader.read("V" + i + "__parcels.sql", script(i)));
    }
    return review.of(scripts);
  }

  private static String script(int number) {
    return """
    -- the parcels of release %1$d
    SET LOCAL lock_timeout = '2s';
    CREATE TABLE parcel_%1$d (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      order_id bigint NOT NULL REFERENCES orders,
      weight numeric(10, 3) CHECK (weight > 0),
      state text NOT NULL DEFAULT 'packed',
      sent timestamptz
    );
    CREATE INDEX ON parcel_%1$d (order_id);
    INSERT INTO parcel_%1$d (order_id, weight) SELECT id, 1 FROM orders WHERE id %% %1$d = 0;
    CREATE VIEW parcels_%1$d AS
      SELECT o.id, count(*) AS parcels, sum(p.weight) AS weight
      FROM orders o LEFT JOIN parcel_%1$d p ON p.order_id = o.id GROUP BY o.id;
    ALTER TABLE orders ADD COLUMN parcels_%1$d int, ALTER COLUMN note_%1$d SET NOT NULL;
    -- drover:allow INDEX_WITHOUT_CONCURRENTLY because the table is small
    CREATE INDEX orders_%1$d ON orders (parcels_%1$d);
    UPDATE orders SET parcels_%1$d = 0;
    CREATE FUNCTION count_%1$d() RETURNS bigint LANGUAGE sql AS $$ SELECT count(*) FROM orders $$;
    """
        .formatted(number);
  }

  private static String seconds(Duration time) {
    return Report.figure(time.toMillis() / 1e3);
  }
}
