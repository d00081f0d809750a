package io.drover.migration.schema;

import java.util.List;

/** Views, functions, triggers, rules and policies. */
final class CodeQueries {
  private static final String VIEWS =
      """
      SELECT CASE r.relkind WHEN 'm' THEN 'materialized view' ELSE 'view' END, r.name,
             concat_ws(' ', pg_get_viewdef(r.oid),
               'with (' || nullif(array_to_string(
                 ARRAY(SELECT unnest(r.reloptions) ORDER BY 1), ', '), '') || ')')
        FROM relation r WHERE r.relkind IN ('v', 'm')
      """;

  private static final String FUNCTIONS =
      """
      SELECT CASE p.prokind WHEN 'p' THEN 'procedure' WHEN 'a' THEN 'aggregate'
                            ELSE 'function' END,
             p.oid::regprocedure::text,
             CASE WHEN p.prokind = 'a' THEN
               (SELECT concat_ws(' ', 'kind', a.aggkind, 'sfunc', a.aggtransfn,
                         'stype', format_type(a.aggtranstype, NULL), 'finalfunc', a.aggfinalfn,
                         'combinefunc', a.aggcombinefn, 'initcond ' || quote_literal(a.agginitval),
                         'sortop', a.aggsortop::regoperator, 'msfunc', a.aggmtransfn,
                         'minvfunc', a.aggminvtransfn, 'mfinalfunc', a.aggmfinalfn,
                         'parallel', p.proparallel)
                  FROM pg_aggregate a WHERE a.aggfnoid = p.oid)
             ELSE pg_get_functiondef(p.oid) END
        FROM given, pg_proc p
       WHERE p.pronamespace = ANY (schemas)
         AND NOT EXISTS (SELECT FROM pg_depend d
                          WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid
                            AND d.deptype IN ('e', 'i'))
      """;

  private static final String TRIGGERS =
      """
      SELECT 'trigger', r.name || '.' || quote_ident(t.tgname),
             concat_ws(' ', pg_get_triggerdef(t.oid),
               CASE t.tgenabled WHEN 'D' THEN '(disabled)' WHEN 'R' THEN '(on replicas)'
                                WHEN 'A' THEN '(always)' END)
        FROM relation r JOIN pg_trigger t ON t.tgrelid = r.oid
       WHERE NOT t.tgisinternal AND t.tgparentid = 0
      """;

  /** The rule that makes a view is the view itself. */
  private static final String RULES =
      """
      SELECT 'rule', r.name || '.' || quote_ident(w.rulename),
             concat_ws(' ', pg_get_ruledef(w.oid),
               CASE w.ev_enabled WHEN 'D' THEN '(disabled)' WHEN 'R' THEN '(on replicas)'
                                 WHEN 'A' THEN '(always)' END)
        FROM relation r JOIN pg_rewrite w ON w.ev_class = r.oid
       WHERE w.rulename <> '_RETURN'
      """;

  private static final String POLICIES =
      """
      SELECT 'policy', r.name || '.' || quote_ident(p.polname),
             concat_ws(' ',
               CASE WHEN p.polpermissive THEN 'permissive' ELSE 'restrictive' END,
               'for', CASE p.polcmd WHEN 'r' THEN 'select' WHEN 'a' THEN 'insert'
                                    WHEN 'w' THEN 'update' WHEN 'd' THEN 'delete'
                                    ELSE 'all' END,
               'to', (SELECT string_agg(names.name, ', ' ORDER BY names.name)
                        FROM (SELECT CASE member WHEN 0 THEN 'public'
                                     ELSE quote_ident(pg_get_userbyid(member)) END AS name
                                FROM unnest(p.polroles) AS member) AS names),
               'using (' || pg_get_expr(p.polqual, p.polrelid) || ')',
               'with check (' || pg_get_expr(p.polwithcheck, p.polrelid) || ')')
        FROM relation r JOIN pg_policy p ON p.polrelid = r.oid
      """;

  private static final String EVENT_TRIGGERS =
      """
      SELECT 'event trigger', quote_ident(t.evtname),
             concat_ws(' ', 'on', t.evtevent, 'when tag in ' || t.evttags::text,
               'execute', t.evtfoid::regprocedure,
               CASE t.evtenabled WHEN 'D' THEN '(disabled)' WHEN 'R' THEN '(on replicas)'
                                 WHEN 'A' THEN '(always)' END)
        FROM pg_event_trigger t
       WHERE NOT EXISTS (SELECT FROM pg_depend d
                          WHERE d.classid = 'pg_event_trigger'::regclass AND d.objid = t.oid
                            AND d.deptype = 'e')
      """;

  static final List<CatalogueQuery> ALL =
      List.of(
          CatalogueQuery.ofSchemas(VIEWS),
          CatalogueQuery.ofSchemas(FUNCTIONS),
          CatalogueQuery.ofSchemas(TRIGGERS),
          CatalogueQuery.ofSchemas(RULES),
          CatalogueQuery.ofSchemas(POLICIES),
          CatalogueQuery.ofDatabase(EVENT_TRIGGERS));

  private CodeQueries() {}
}
