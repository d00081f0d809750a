package io.drover.migration.execution;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecognitionTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          create unique index concurrently if not exists "My Index" on only public . "A b" using gin (x) | CreateIndexStep[unique=true, name="My Index", table=public."A b", rest=using gin (x)]
          CREATE /* a /* b */ c */ INDEX CONCURRENTLY i /* why */ ON t (x) | CreateIndexStep[unique=false, name=i, table=t, rest=(x)]
          CREATE INDEX CONCURRENTLY ON t (x) | UnverifiableStep[]
          CREATE INDEX CONCURRENTLY "on" ON t (x) | CreateIndexStep[unique=false, name="on", table=t, rest=(x)]
          DROP INDEX CONCURRENTLY IF EXISTS s.i CASCADE | DropIndexStep[name=s.i]
          REINDEX (VERBOSE, CONCURRENTLY) TABLE s.t | ReindexStep[scope=TABLE, name=s.t]
          REINDEX INDEX CONCURRENTLY i | ReindexStep[scope=INDEX, name=i]
          REINDEX SCHEMA s | RepeatableStep[]
          REINDEX DATABASE CONCURRENTLY d | ReindexStep[scope=DATABASE, name=d]
          ALTER TABLE IF EXISTS s.t DETACH PARTITION s.p CONCURRENTLY | DetachStep[table=s.t, partition=s.p]
          VACUUM (FULL) t | RepeatableStep[]
          ALTER SYSTEM SET work_mem = 1 | RepeatableStep[]
          CREATE DATABASE d | ServerObjectStep[database=true, name=d, made=true]
          DROP TABLESPACE IF EXISTS s | ServerObjectStep[database=false, name=s, made=false]
          """)
  void aStatementThatNoTransactionHoldsIsKnown(String sql, String step) {
    assertThat(Recognition.of(sql))
        .isInstanceOfSatisfying(
            Kind.Outside.class, outside -> assertThat(outside.step()).hasToString(step));
  }

  @Test
  void aCommentOfALineEndsWithIt() {
    assertThat(Recognition.of("VACUUM -- it\nt")).isInstanceOf(Kind.Outside.class);
    assertThat(Recognition.of("-- VACUUM\nSELECT 1")).isInstanceOf(Kind.InTransaction.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CREATE INDEX i ON t (x)",
        "CREATE INDEX \"concurrently\" ON t (x)",
        "INSERT INTO t VALUES ('VACUUM')",
        "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $f$ VACUUM $f$",
        "ALTER TABLE t DETACH PARTITION p",
        "ALTER TABLE t DETACH PARTITION p FINALIZE",
        "ALTER TYPE mood ADD VALUE 'glad'",
        "REINDEX (CONCURRENTLY off) INDEX i",
        "CALL p()",
        "ANALYZE t"
      })
  void anyOtherIsTriedInATransaction(String sql) {
    assertThat(Recognition.of(sql)).isInstanceOf(Kind.InTransaction.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"SET ROLE x", "reset all", "SELECT pg_catalog.set_config('a.b', '', false)"})
  void whatOnlyTheSessionKnowsOfIsRunByEachAttempt(String sql) {
    assertThat(Recognition.of(sql)).isInstanceOf(Kind.OfTheSession.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "BEGIN",
        "START TRANSACTION",
        "COMMIT PREPARED 'x'",
        "PREPARE TRANSACTION 'x'",
        "end"
      })
  void whatBeginsOrEndsATransactionIsKnown(String sql) {
    assertThat(Recognition.of(sql)).isInstanceOf(Kind.TransactionControl.class);
  }
}
