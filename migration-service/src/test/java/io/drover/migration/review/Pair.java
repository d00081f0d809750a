package io.drover.migration.review;

import java.util.List;

/**
 * A script that a rule flags and the same need met in a way that it does not flag. What they work
 * on is in {@link #SETUP}.
 *
 * @param locked tables on which the flagged statement must be seen to hold the lock that it is said
 *     to take; none where no lock is claimed
 */
record Pair(String rule, String flagged, String fine, List<String> locked) {
  static final String SETUP =
      """
      CREATE TABLE customers (id bigint PRIMARY KEY, email text);
      CREATE TABLE orders (
        id bigint PRIMARY KEY, customer_id bigint, total numeric(10,2), status text,
        note varchar(20), placed timestamptz);
      CREATE INDEX orders_status ON orders (status);
      INSERT INTO customers VALUES (1, 'a@example.org');
      INSERT INTO orders VALUES (1, 1, 10, 'new', 'none', now());
      CREATE TABLE drafts (id bigint);
      CREATE TABLE measures (day date NOT NULL, value int) PARTITION BY RANGE (day);
      CREATE TABLE january PARTITION OF measures FOR VALUES FROM ('2026-01-01') TO ('2026-02-01');
      CREATE TABLE february (day date NOT NULL, value int);
      CREATE MATERIALIZED VIEW totals AS SELECT customer_id, sum(total) FROM orders GROUP BY 1;
      CREATE UNIQUE INDEX totals_key ON totals (customer_id);
      CREATE TYPE mood AS ENUM ('fine');
      CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
      CREATE SCHEMA attic;
      CREATE TABLE attic.old (id bigint);
      CREATE EXTENSION btree_gist;
      """;

  static Pair of(String rule, String flagged, String fine, String... locked) {
    return new Pair(rule, flagged, fine, List.of(locked));
  }

  @Override
  public String toString() {
    return rule + ": " + flagged.strip().lines().findFirst().orElse("");
  }
}
