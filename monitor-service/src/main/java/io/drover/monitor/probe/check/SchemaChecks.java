package io.drover.monitor.probe.check;

import io.drover.service.target.CheckName;
import java.util.List;

/** What is defined in a database, its sequences, and its statements. */
final class SchemaChecks {
  private SchemaChecks() {}

  static List<CheckDefinition> all() {
    return List.of(
        CheckDefinition.of(CheckName.NOT_VALID_CONSTRAINTS)
            .at(Place.INSIDE)
            .source("pg_constraint")
            .sql(notValid(""))
            .sql(18, notValid("AND conenforced"))
            .says("Constraints that hold for new rows only: {value}.")
            .whenNone("Every constraint is valid.")
            .remedy("SELECT conrelid::regclass, conname FROM pg_constraint WHERE NOT convalidated"),
        CheckDefinition.of(CheckName.DISABLED_TRIGGERS)
            .at(Place.INSIDE)
            .source("pg_trigger")
            .sql(
                """
                SELECT count(*) OVER () AS value, tgrelid::regclass || ', ' || tgname AS line,
                  format('ALTER TABLE %s ENABLE TRIGGER ', tgrelid::regclass)
                    || CASE WHEN tgisinternal THEN 'ALL' ELSE quote_ident(tgname) END AS remedy
                FROM pg_trigger WHERE tgenabled = 'D' ORDER BY 2 LIMIT 5
                """)
            .says("Triggers that are disabled: {value}.")
            .whenNone("No trigger is disabled.")
            .remedy("SELECT tgrelid::regclass, tgname FROM pg_trigger WHERE tgenabled = 'D'"),
        sequences(),
        statements());
  }

  private static String notValid(String more) {
    return """
    SELECT count(*) OVER () AS value, conrelid::regclass || ', ' || conname AS line,
      format('ALTER TABLE %%s VALIDATE CONSTRAINT %%I', conrelid::regclass, conname) AS remedy
    FROM pg_constraint WHERE NOT convalidated AND conrelid <> 0 %s ORDER BY 2 LIMIT 5
    """
        .formatted(more);
  }

  private static CheckDefinition sequences() {
    // A sequence ends where its column does, which may be narrower.
    return CheckDefinition.of(CheckName.SEQUENCE_EXHAUSTION)
        .at(Place.INSIDE)
        .source("pg_sequence, pg_sequence_last_value")
        .sql(sequencesSql(Unseen.grantOn("SEQUENCES")))
        .sql(14, sequencesSql(Unseen.ALL_DATA))
        .says("A sequence has used {value} of its numbers.")
        .whenNone("No sequence has used its numbers up.")
        .remedy(
            "SELECT schemaname, sequencename, last_value, max_value FROM pg_sequences ORDER BY"
                + " last_value DESC NULLS LAST");
  }

  private static String sequencesSql(String grant) {
    return """
    WITH sequences AS (
      SELECT c.oid, n.nspname, has_sequence_privilege(c.oid, 'SELECT, USAGE') AS seen, s.seqincrement > 0 AS rises,
        s.seqstart::numeric AS first, CASE
          WHEN s.seqincrement < 0 THEN s.seqmin
          WHEN a.atttypid = 'int2'::regtype THEN least(s.seqmax, 32767)
          WHEN a.atttypid = 'int4'::regtype THEN least(s.seqmax, 2147483647)
          ELSE s.seqmax END::numeric AS last
      FROM pg_sequence s JOIN pg_class c ON c.oid = s.seqrelid AND c.relpersistence = 'p'
      JOIN pg_namespace n ON n.oid = c.relnamespace
      LEFT JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.objsubid = 0
        AND d.refclassid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')
      LEFT JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
      WHERE NOT s.seqcycle)
    (SELECT NULL::numeric AS value, NULL AS line, %s AS remedy FROM sequences WHERE NOT seen HAVING count(*) > 0)
    UNION ALL
    (SELECT 100 * (pg_sequence_last_value(oid) - first) / nullif(last - first, 0),
        oid::regclass || ', at ' || pg_sequence_last_value(oid) || ' of ' || last, NULL
      FROM sequences WHERE seen AND pg_sequence_last_value(oid) IS NOT NULL AND last <> first
      ORDER BY 1 DESC LIMIT 5)
    """
        .formatted(grant);
  }

  private static CheckDefinition statements() {
    return CheckDefinition.of(CheckName.SLOW_STATEMENTS)
        .at(Place.INSIDE)
        .needs(Privilege.READ_ALL_STATS)
        .extension("pg_stat_statements")
        .source("pg_stat_statements")
        .sql(
            """
            SELECT mean_exec_time / 1000 AS value, coalesce(upper(substring(query from '^\\s*([A-Za-z]+)')), '?')
                || ', queryid ' || queryid || ', ' || calls || ' calls, on average '
                || round(mean_exec_time::numeric, 1) || ' ms' AS line
            FROM {extension}.pg_stat_statements
            WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
            ORDER BY mean_exec_time DESC LIMIT 5
            """)
        .says("The slowest statement takes {value} on average.")
        .whenNone("No statement was counted yet.")
        .remedy(
            "SELECT queryid, calls, mean_exec_time FROM pg_stat_statements ORDER BY 3 DESC LIMIT"
                + " 10");
  }
}
