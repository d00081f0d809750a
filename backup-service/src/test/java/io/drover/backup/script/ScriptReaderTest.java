package io.drover.backup.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import io.drover.schemas.FailureCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScriptReaderTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\\! touch /tmp/x",
        "\\i /etc/passwd",
        "\\ir other.sql",
        "\\include other.sql",
        "\\o /tmp/x",
        "\\out |cat",
        "\\w /tmp/x",
        "\\copy t from program 'id'",
        "\\set x `id`",
        "\\setenv PAGER id",
        "\\e",
        "\\cd /",
        "\\lo_import /etc/passwd",
        "\\echo hello",
        "\\q",
        "\\restrict a \\! id",
        "\\connect `id`",
        "\\connectx",
        "SELECT 1 \\g |cat",
        "SELECT 1 \\gexec",
        "SELECT 1\\; SELECT 2;",
        "SELECT 1 \\connect other",
        "SELECT :'USER';",
        "SELECT :USER;",
        "SELECT :\"HOST\";",
        "SELECT :{?x};",
        "COPY t FROM '/etc/passwd';",
        "COPY t (a, b) FROM PROGRAM 'id';",
        "COPY t FROM $$/etc/passwd$$;",
        "COPY t FROM E'/etc/passwd';",
        "COPY t FROM STDOUT;",
        "copy t to '/tmp/x';",
        "COPY (SELECT * FROM t) TO PROGRAM 'id';",
        "COPY t TO stdout;",
        "/* a */ COPY /* b */ \"FROM\" -- c\n FROM '/etc/passwd';",
        "CREATE ROLE evil SUPERUSER;",
        "ALTER USER postgres PASSWORD 'x';",
        "DROP GROUP g;",
        "GRANT postgres TO evil;",
        "ALTER SYSTEM SET archive_command = 'id';",
        "CREATE TABLESPACE s LOCATION '/tmp';",
        "DROP OWNED BY shop;",
        "REASSIGN OWNED BY shop TO evil;",
        "GRANT SET ON PARAMETER archive_command TO evil;",
        "COMMENT ON ROLE postgres IS 'x';",
        // The text seems to go on, and psql sees that it has ended.
        "-- a comment\r\\! id",
        "SELECT E'a\\\\' \\! id",
        "SELECT 'a\\' \\! id",
        "SELECT $a$ b $a$ \\! id",
        "SELECT $a$ $b$ $a$ \\! id",
        "SELECT $1$a$ \\! id $a$ \\! id",
        "SELECT foo$a$ \\! id $a$;",
        "SELECT \"a\"\"b\" \\! id",
        "/* a /* b */ c */ \\! id",
        "/* a */ \\! id */",
        "/*/ */ \\! id",
        "SELECT E'a''b\\'c' \\! id",
        "SELECT U&'a\\' \\! id",
        "SELECT X'1\\' \\! id",
        "COPY t FROM stdin;\n1\n\\.\n\\! id",
        "COPY t FROM stdin;\r\n1\r\n\\.\r\n\\! id",
        "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; COPY t FROM stdin;\n"
            + "\\! id\n"
            + "\\.\n"
            + " END;",
        "SET standard_conforming_strings = off; SELECT 'a\\'b' \\! id",
        // What two readers may read in two ways.
        "SELECT E'a'\n'b\\'' \\! id'",
        "SELECT 1e'\\' \\! id'",
        "SELECT 0x1e'\\' \\! id'",
        "SELECT 1e-- \\! id\n;",
        "SELECT :a$b$ \\! id $b$",
        "COPY t FROM stdin WITH (FORMAT binary);\n",
        "COPY BINARY t FROM stdin;\n",
        "COPY t FROM stdin (FORMAT E'bin\\x61ry');\n",
        "COPY t FROM stdin; SELECT 1;\n\\.\n",
        "SET client_encoding = 'SJIS';",
        "SET NAMES 'Shift-JIS';",
        "SET standard_conforming_strings = sometimes;",
        "SELECT 1; -- a\0b",
        "COPY t FROM stdin;\na\0b\n\\.\n",
      })
  void whatReachesBeyondTheDatabaseIsRefused(String text) {
    assertThatExceptionOfType(ScriptException.class)
        .isThrownBy(() -> passed("SELECT 0;\n" + text + "\n"))
        .satisfies(e -> assertThat(e.failure().code()).isEqualTo(FailureCode.IMPORT_UNSAFE));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT '\\! id';",
        "SELECT 'it''s \\! id';",
        "SELECT '\n\\! id\n';",
        "SELECT E'\\'\\n\\! id';",
        "SELECT E'\\\\\\'\\! id';",
        "SELECT $$\\! id$$;",
        "SELECT $a$ $b$ $$ $A$ \\! id \n\\i x\n$a$;",
        "SELECT $a$ $$a$;",
        "SELECT $ä_1$ \\! id $ä_1$;",
        "SELECT \"\\! id\", \"a\"\"\\!\";",
        "-- \\! id",
        "/* \\! id /* \n\\! id */ \\! id */ SELECT 1;",
        "--\n-- \\! id\n--\nSELECT 1; /* a */",
        "COPY t (a, \"FROM\") FROM stdin;\n\\! id\n\\N\t\\\\.\n\\.x\n'\n\\.\nSELECT 1;",
        "COPY public.\"to\" FROM stdin WITH (FORMAT csv, HEADER);\n\\! id\n\\.\n",
        "COPY t FROM stdin\n;\n\\.\n",
        "SELECT a[1:2], b[1:n], '1'::text, x::user FROM t WHERE y := 2;",
        "SELECT 1 - -1, 4/2, a->'b', a->>'c', 2*-3 -- x\n;",
        "SELECT $1, a$b, 1.5, 1e10, 2.5E-07, 1e+5-- x\n, .5, 1_000, 0xff FROM t;",
        "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2;"
            + " END;",
        "CREATE OR REPLACE FUNCTION copy() RETURNS int LANGUAGE sql AS $$ COPY t FROM '/x' $$;",
        "CREATE TABLE copy (a int); INSERT INTO copy VALUES (1);",
        "CREATE USER MAPPING FOR shop SERVER s OPTIONS (user 'x');",
        "ALTER TABLE t OWNER TO \"Role: USER\";",
        "GRANT SELECT(a), UPDATE(b) ON TABLE t TO PUBLIC;",
        "SELECT `a` ` b;",
        "SET standard_conforming_strings = off;\nSELECT 'a\\'\\! id';",
        "SET standard_conforming_strings = on;\nSELECT 'a\\';",
        "SET client_encoding = 'LATIN1';\nSELECT 1;",
      })
  void whatIsHarmlessIsPassedOnAsItStands(String text) throws IOException {
    assertThat(passed(text + "\n")).isEqualTo(text + "\n");
  }

  @Test
  void whatIsAboutTheDatabaseItselfIsLeftOutAndLinesKeepTheirNumbers() throws IOException {
    String text =
        """
        \\restrict Key1
        DROP DATABASE IF EXISTS shop; CREATE DATABASE shop
          WITH ENCODING = 'UTF8';
        ALTER DATABASE shop OWNER TO shop;
        \\connect -reuse-previous=on "dbname='shop'"
        COMMENT ON DATABASE shop IS 'a;
        b';
        ALTER ROLE shop IN DATABASE shop SET work_mem TO '1MB';
        REVOKE CONNECT, TEMPORARY ON DATABASE shop FROM PUBLIC;
        CREATE TABLE t (a int);
        \\connect -reuse-previous=on "dbname='shop'"
        \\unrestrict Key1
        """;

    assertThat(passed(text)).isEqualTo("\n \n\n\n\n\n\n\n\nCREATE TABLE t (a int);\n\n\n");
    assertThat(summary(text).leftOut())
        .startsWith("DROP DATABASE (line 2)", "CREATE DATABASE (line 2)")
        .contains("\\connect (line 5)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\\connect a\nCREATE TABLE t (a int);\n\\connect b\n",
        "CREATE TABLE t (a int);\n\\connect b\n",
      })
  void aTextOfTwoDatabasesIsRefused(String text) {
    assertThatExceptionOfType(ScriptException.class)
        .isThrownBy(() -> passed(text))
        .withMessageContaining("a second database");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT 'a",
        "SELECT E'a\\'",
        "SELECT \"a",
        "SELECT $a$ b",
        "/* a",
        "COPY t FROM stdin;\n1\n",
        "INSERT INTO t VALUES (1, 2",
        "--\n-- PostgreSQL database dump\n--\nSELECT 1;\n",
        "",
      })
  void aTextThatWasCutOffIsNoticed(String text) {
    assertThatExceptionOfType(ScriptException.class)
        .isThrownBy(() -> passed(text))
        .satisfies(e -> assertThat(e.failure().code()).isEqualTo(FailureCode.BACKUP_CORRUPT));
  }

  @Test
  void theLineOfWhatIsRefusedIsTold() {
    assertThatExceptionOfType(ScriptException.class)
        .isThrownBy(() -> passed("SELECT 'a\nb';\nCOPY t FROM stdin;\n1\n2\n\\.\n-- x\n\\! id\n"))
        .withMessage("Line 8 of the dump holds a command of psql, \\!.");
  }

  @Test
  void aByteOrderMarkIsLeftOut() throws IOException {
    assertThat(passed("\uFEFF\\restrict a\nSELECT 'ä';\n")).isEqualTo("\nSELECT 'ä';\n");
  }

  @Test
  void subscriptionsAreLeftOutWhereNobodyWantsThem() throws IOException {
    String text = "CREATE SUBSCRIPTION s CONNECTION 'host=x' PUBLICATION p;\nSELECT 1;\n";
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ScriptReader reader = new ScriptReader(out, false)) {
      reader.write(text.getBytes(StandardCharsets.UTF_8));
      ScriptSummary _ = reader.finish();
    }

    assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("\nSELECT 1;\n");
    assertThat(passed(text)).isEqualTo(text);
  }

  @Test
  void rolesExtensionsAndVersionsArePickedUp() throws IOException {
    ScriptSummary summary =
        summary(
            """
            --
            -- PostgreSQL database dump
            --
            -- Dumped from database version 13.4 (Debian 13.4-1)
            -- Dumped by pg_dump version 15.18 (Debian 15.18-0+deb12u1)
            CREATE EXTENSION IF NOT EXISTS "uuid-ossp" WITH SCHEMA public;
            CREATE EXTENSION citext;
            ALTER TABLE public.t OWNER TO "Zoo ""Keeper";
            GRANT SELECT ON TABLE t TO a;
            GRANT ALL ON SCHEMA s TO b, PUBLIC, "c" WITH GRANT OPTION;
            ALTER DEFAULT PRIVILEGES FOR ROLE d IN SCHEMA s GRANT SELECT ON TABLES TO e;
            CREATE POLICY p ON t FOR SELECT TO f USING ((a = 1));
            ALTER TABLE t RENAME TO g;
            SELECT 'x OWNER TO h';
            -- PostgreSQL database dump complete
            """);

    assertThat(summary.serverVersion()).isEqualTo("13.4 (Debian 13.4-1)");
    assertThat(summary.toolVersion()).isEqualTo("15.18");
    assertThat(summary.extensions()).containsExactlyInAnyOrder("uuid-ossp", "citext");
    assertThat(summary.roles())
        .containsExactlyInAnyOrder("Zoo \"Keeper", "a", "b", "c", "d", "e", "f");
  }

  @Test
  void howTheBytesComeMakesNoDifference() throws IOException {
    String text =
        "\\r"
            + "estrict a\n"
            + "CREATE DATABASE x;\n"
            + "COPY t FROM stdin;\n"
            + "\\! a\n"
            + "\\.\n"
            + "SELECT $ab$ $a$a' $ab$;\n";
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    Random random = new Random(4);
    for (int run = 0; run < 200; run++) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      try (ScriptReader reader = new ScriptReader(out, true)) {
        for (int at = 0; at < bytes.length; ) {
          int length = 1 + random.nextInt(Math.min(7, bytes.length - at));
          reader.write(bytes, at, length);
          at += length;
        }
        ScriptSummary _ = reader.finish();
      }
      assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo(passed(text));
    }
  }

  @Test
  void linesStringsAndStatementsOfAnyLengthTakeNoMemory() {
    byte[] piece = new byte[1 << 20];
    Arrays.fill(piece, (byte) 'x');
    long used = usedMemory();
    assertThatNoException()
        .isThrownBy(
            () -> {
              try (ScriptReader reader = new ScriptReader(OutputStream.nullOutputStream(), true)) {
                for (String begin :
                    new String[] {
                      "COPY t FROM stdin;\n", "\n\\.\nINSERT INTO t VALUES ('", "', \""
                    }) {
                  reader.write(begin.getBytes(StandardCharsets.UTF_8));
                  for (int count = 0; count < 200; count++) {
                    reader.write(piece);
                  }
                }
                reader.write("\");".getBytes(StandardCharsets.UTF_8));
                ScriptSummary _ = reader.finish();
              }
            });
    assertThat(usedMemory() - used).isLessThan(32L << 20);
  }

  private static long usedMemory() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  private static String passed(String text) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ScriptReader reader = new ScriptReader(out, true)) {
      reader.write(text.getBytes(StandardCharsets.UTF_8));
      ScriptSummary _ = reader.finish();
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  private static ScriptSummary summary(String text) throws IOException {
    try (ScriptReader reader = ScriptReader.looking()) {
      reader.write(text.getBytes(StandardCharsets.UTF_8));
      return reader.finish();
    }
  }
}
