package io.drover.migration.schema;

import java.util.List;

/** Schemas, extensions, types and what else is there before tables are. */
final class TypeQueries {
  private static final String SCHEMAS =
      """
      SELECT 'schema', quote_ident(nspname), 'schema'
        FROM given, pg_namespace WHERE oid = ANY (schemas)
      """;

  private static final String EXTENSIONS =
      """
      SELECT 'extension', quote_ident(extname), 'in schema ' || extnamespace::regnamespace
        FROM pg_extension
      """;

  private static final String TYPES =
      """
      SELECT CASE t.typtype WHEN 'd' THEN 'domain' ELSE 'type' END,
             format_type(t.oid, NULL),
             CASE t.typtype
               WHEN 'e' THEN
                 (SELECT format('enum (%s)',
                                string_agg(quote_literal(e.enumlabel), ', '
                                           ORDER BY e.enumsortorder))
                    FROM pg_enum e WHERE e.enumtypid = t.oid)
               WHEN 'd' THEN
                 concat_ws(' ', format_type(t.typbasetype, t.typtypmod),
                   CASE WHEN t.typcollation <> b.typcollation
                        THEN 'collate ' || t.typcollation::regcollation END,
                   'default ' || t.typdefault,
                   CASE WHEN t.typnotnull THEN 'not null' END,
                   (SELECT string_agg(format('constraint %I %s', k.conname,
                                             pg_get_constraintdef(k.oid)), ' ' ORDER BY k.conname)
                      FROM pg_constraint k WHERE k.contypid = t.oid AND k.contype <> 'n'))
               WHEN 'c' THEN
                 (SELECT format('(%s)', string_agg(
                           concat_ws(' ', quote_ident(a.attname),
                             format_type(a.atttypid, a.atttypmod),
                             CASE WHEN a.attcollation <> p.typcollation
                                  THEN 'collate ' || a.attcollation::regcollation END),
                           ', ' ORDER BY a.attnum))
                    FROM pg_attribute a JOIN pg_type p ON p.oid = a.atttypid
                   WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped)
               WHEN 'r' THEN
                 (SELECT 'range of ' || format_type(r.rngsubtype, NULL)
                    FROM pg_range r WHERE r.rngtypid = t.oid)
               ELSE format('read by %s, written by %s, %s bytes',
                           t.typinput, t.typoutput, t.typlen)
             END
        FROM given, pg_type t
        LEFT JOIN pg_type b ON b.oid = t.typbasetype
        LEFT JOIN pg_class c ON c.oid = t.typrelid
       WHERE t.typnamespace = ANY (schemas)
         AND t.typtype IN ('b', 'c', 'd', 'e', 'r')
         AND (t.typrelid = 0 OR c.relkind = 'c')
         AND NOT EXISTS (SELECT FROM pg_type e WHERE e.typarray = t.oid)
         AND NOT EXISTS (SELECT FROM pg_depend d
                          WHERE d.classid = 'pg_type'::regclass AND d.objid = t.oid
                            AND d.deptype = 'e')
      """;

  /** Of what is rarely made, only that it is there. */
  private static final String OTHERS =
      """
      SELECT o.type, o.identity, o.type
        FROM given,
             (SELECT 'pg_operator'::regclass, oid, oprnamespace FROM pg_operator
              UNION ALL SELECT 'pg_opclass'::regclass, oid, opcnamespace FROM pg_opclass
              UNION ALL SELECT 'pg_opfamily'::regclass, oid, opfnamespace FROM pg_opfamily
              UNION ALL SELECT 'pg_collation'::regclass, oid, collnamespace FROM pg_collation
              UNION ALL SELECT 'pg_conversion'::regclass, oid, connamespace FROM pg_conversion
              UNION ALL SELECT 'pg_ts_config'::regclass, oid, cfgnamespace FROM pg_ts_config
              UNION ALL SELECT 'pg_ts_dict'::regclass, oid, dictnamespace FROM pg_ts_dict
             ) AS x (catalogue, oid, schema),
             LATERAL pg_identify_object(x.catalogue, x.oid, 0) AS o
       WHERE x.schema = ANY (schemas)
         AND NOT EXISTS (SELECT FROM pg_depend d
                          WHERE d.classid = x.catalogue AND d.objid = x.oid AND d.deptype = 'e')
      """;

  /** Below this id is only what PostgreSQL itself brings. */
  private static final String OTHERS_OF_DATABASE =
      """
      SELECT o.type, o.identity, o.type
        FROM (SELECT 'pg_cast'::regclass, oid FROM pg_cast
              UNION ALL SELECT 'pg_language'::regclass, oid FROM pg_language
              UNION ALL SELECT 'pg_foreign_data_wrapper'::regclass, oid FROM pg_foreign_data_wrapper
              UNION ALL SELECT 'pg_foreign_server'::regclass, oid FROM pg_foreign_server
             ) AS x (catalogue, oid),
             LATERAL pg_identify_object(x.catalogue, x.oid, 0) AS o
       WHERE x.oid >= 16384
         AND NOT EXISTS (SELECT FROM pg_depend d
                          WHERE d.classid = x.catalogue AND d.objid = x.oid AND d.deptype = 'e')
      """;

  static final List<CatalogueQuery> ALL =
      List.of(
          CatalogueQuery.ofSchemas(SCHEMAS),
          CatalogueQuery.ofDatabase(EXTENSIONS),
          CatalogueQuery.ofSchemas(TYPES),
          CatalogueQuery.ofSchemas(OTHERS),
          CatalogueQuery.ofDatabase(OTHERS_OF_DATABASE));

  private TypeQueries() {}
}
