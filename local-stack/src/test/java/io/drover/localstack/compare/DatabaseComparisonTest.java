package io.drover.localstack.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.localstack.LocalStackException;
import io.drover.localstack.PostgresServer;
import io.drover.localstack.TestStack;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DatabaseComparisonTest {
  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static final Pattern STATEMENT_END = Pattern.compile(";\\s*");
  private static final PostgresServer POSTGRES = TestStack.postgres();

  private static final String SCHEMA =
      """
      CREATE SCHEMA "odd schema";
      CREATE TABLE public.orders (id serial PRIMARY KEY, total numeric(10, 2), at timestamptz, note text);
      INSERT INTO public.orders (total, at, note)
        SELECT n / 100.0, timestamptz '2026-01-01' + n * interval '1 minute', 'note ' || n FROM generate_series(1, 1000) n;
      INSERT INTO public.orders (note) VALUES (NULL), (E'line\\nbreak\\ttab\\\\');
      CREATE INDEX by_total ON public.orders (total);
      COMMENT ON TABLE public.orders IS 'What was bought';
      GRANT SELECT ON public.orders TO PUBLIC;
      CREATE POLICY visible ON public.orders FOR SELECT USING (total > 0);
      CREATE TABLE "odd schema"."odd ""table""\" (day date, v int) PARTITION BY RANGE (day);
      CREATE TABLE "odd schema".part PARTITION OF "odd schema"."odd ""table""\" DEFAULT;
      INSERT INTO "odd schema"."odd ""table""\" VALUES ('2026-01-01', 1), ('2026-01-01', 1), ('2026-01-02', 2);
      CREATE MATERIALIZED VIEW public.totals AS SELECT sum(total) FROM public.orders;
      CREATE SEQUENCE public.numbers;
      SELECT nextval('public.numbers');
      SELECT lo_from_bytea(424242, 'some large object'::bytea);
      SELECT lo_create(424243);
      """;

  @Test
  void databasesMadeAlikeAreEqualWhateverTheirNamesAndTheOrderOfTheirRows() throws SQLException {
    DatabaseFingerprint one = of(newDatabase());
    String other = newDatabase();
    execute(
        other, "UPDATE public.orders SET note = note WHERE id % 3 = 0; VACUUM FULL public.orders");

    assertThat(DatabaseComparison.between(one, of(other))).isEmpty();
    assertThat(one.rows()).isEqualTo(1002 + 3 + 1);
    assertThat(one.count("large object ")).isEqualTo(2);
  }

  @Test
  void settingsOfTheDatabaseDoNotChangeTheHashesButAreSeen() throws SQLException {
    String other = newDatabase();
    execute(other, "ALTER DATABASE %s SET timezone = 'Asia/Tokyo'".formatted(other));

    assertThat(DatabaseComparison.between(of(newDatabase()), of(other)))
        .singleElement()
        .asString()
        .contains("database setting of all roles: TimeZone");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a removed row                | DELETE FROM public.orders WHERE id = 7                          | rows of public.orders
          a duplicate for another row  | UPDATE "odd schema".part SET v = 2, day = '2026-01-02' WHERE ctid = '(0,1)' | rows of "odd schema".part
          a changed value              | UPDATE public.orders SET total = total + 0.01 WHERE id = 7      | rows of public.orders
          NULL for an empty text       | UPDATE public.orders SET note = '' WHERE note IS NULL           | rows of public.orders
          two values exchanged         | UPDATE public.orders SET total = 3 - total WHERE id IN (100, 200) | rows of public.orders
          a missing index              | DROP INDEX public.by_total                                      | by_total
          a changed comment            | COMMENT ON TABLE public.orders IS 'What was sold'               | What was sold
          a lost grant                 | REVOKE SELECT ON public.orders FROM PUBLIC                      | ACL public.TABLE orders: missing
          a lost policy                | DROP POLICY visible ON public.orders                            | POLICY
          another owner                | ALTER TABLE public.totals OWNER TO pg_monitor                   | pg_monitor
          a refreshed view             | DELETE FROM public.orders WHERE id < 9; REFRESH MATERIALIZED VIEW public.totals | rows of public.totals
          a different large object     | SELECT lo_put(424242, 3, '!'::bytea)                            | large object 424242
          a lost large object          | SELECT lo_unlink(424243)                                        | large object 424243: missing
          a sequence off by one        | SELECT nextval('public.numbers')                                | sequence public.numbers: expected [1 used], found [2 used]
          a sequence not used yet      | SELECT setval('public.numbers', 1, false)                       | sequence public.numbers
          a table too many             | CREATE TABLE public.extra ()                                    | rows of public.extra: not expected
          """)
  void sees(String difference, String sql, String shown) throws SQLException {
    DatabaseFingerprint before = of(newDatabase());
    String changed = newDatabase();
    execute(changed, sql);

    assertThat(DatabaseComparison.between(before, of(changed)))
        .as(difference)
        .anySatisfy(line -> assertThat(line).contains(shown));
  }

  @Test
  void propertiesOfTheDatabaseAreSeen() throws SQLException {
    String changed = newDatabase();
    execute(changed, "REVOKE CONNECT ON DATABASE %s FROM PUBLIC".formatted(changed));
    execute(changed, "COMMENT ON DATABASE %s IS 'mine'".formatted(changed));
    execute(changed, "ALTER DATABASE %s OWNER TO pg_monitor".formatted(changed));

    assertThat(String.join("\n", DatabaseComparison.between(of(newDatabase()), of(changed))))
        .contains("database privileges", "database comment", "database owner");
  }

  @Test
  void aSavedFingerprintIsReadBackEqual(@TempDir Path folder) throws Exception {
    DatabaseFingerprint before = of(newDatabase());
    before.save(folder.resolve("before"));

    assertThat(DatabaseFingerprint.load(folder.resolve("before"))).isEqualTo(before);
  }

  @Test
  void aMissingDatabaseIsAFailureNotAnEmptyFingerprint() {
    assertThatThrownBy(() -> of("nowhere"))
        .isInstanceOf(LocalStackException.class)
        .hasMessageContaining("nowhere");
  }

  @Test
  void aPasswordWithColonsAndBackslashesIsRead(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("pgpass");
    Files.write(file, List.of("# comment", "other:*:*:me:no", "host:5432:d\\:b:me:a\\:b\\\\c"));

    assertThat(PasswordFile.find(new ServerAddress("host", 5432, "me", file), "d:b"))
        .isEqualTo("a:b\\c");
    assertThat(PasswordFile.find(new ServerAddress("host", 5432, "me", file), "x")).isEmpty();
  }

  private static DatabaseFingerprint of(String database) {
    return DatabaseFingerprint.of(ServerAddress.of(POSTGRES), database);
  }

  private static String newDatabase() throws SQLException {
    String name = "compared" + NUMBER.incrementAndGet();
    POSTGRES.createDatabase(name);
    execute(name, SCHEMA);
    return name;
  }

  private static void execute(String database, String sql) throws SQLException {
    try (Connection connection = POSTGRES.connect(database);
        Statement statement = connection.createStatement()) {
      for (String each : STATEMENT_END.splitAsStream(sql).toList()) {
        statement.execute(each);
      }
    }
  }
}
