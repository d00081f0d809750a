package io.drover.benchmarks;

import java.util.Map;

/** Tables that stand for a team's: narrow rows, wide JSON, indexes. */
final class SampleData {
  private SampleData() {}

  /**
   * Fills an existing database.
   *
   * @param percent of one gigabyte
   */
  static void fill(Map<String, String> connection, String database, int percent) throws Exception {
    Shell.run(
        connection,
        "pgbench -q -i -s %d %s > /dev/null 2>&1"
            .formatted(Math.max(1, 40 * percent / 100), database));
    Shell.run(
        connection,
        """
        psql -qX -v ON_ERROR_STOP=1 %s <<'SQL'
        CREATE TABLE documents AS
          SELECT n AS id, jsonb_build_object('customer', md5(n::text), 'amount', n %% 9973, 'tags',
            jsonb_build_array('a' || n %% 7, 'b' || n %% 11), 'note', repeat(md5((n * 7)::text), 3)) AS body
          FROM generate_series(1, %d) AS n;
        VACUUM ANALYZE;
        SQL
        """
            .formatted(database, 15_000 * percent));
  }
}
