package io.drover.migration.review.parser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SqlParserTest {
  private static final SqlParser PARSER = SqlParser.find("");

  @Test
  void aStatementBecomesATreeOfTheServersOwnNodes() {
    Node index = statement("CREATE UNIQUE INDEX CONCURRENTLY i ON sales.orders (a, lower(b))");

    assertThat(index.kind()).isEqualTo("IndexStmt");
    assertThat(index.flag("concurrent")).isTrue();
    assertThat(index.flag("if_not_exists")).isFalse();
    assertThat(index.at("relation").text("schemaname")).isEqualTo("sales");
    assertThat(index.list("indexParams")).extracting(e -> e.text("name")).containsExactly("a", "");
    assertThat(index.at("nothing")).isSameAs(Node.NONE);
  }

  @Test
  void theGrammarsVersionIsThatOfAPostgres() {
    assertThat(read("SELECT 1"))
        .isInstanceOfSatisfying(
            Reading.Understood.class, u -> assertThat(u.version()).isGreaterThanOrEqualTo(130000));
  }

  @Test
  void namesOfManyBytesComeBackAsTheyAre() {
    assertThat(statement("DROP TABLE \"größe_表_🐘\"").list("objects").getFirst().names("items"))
        .containsExactly("größe_表_🐘");
  }

  @Test
  void nothingAndCommentsHaveNoStatement() {
    for (String sql : List.of("", "  \n", "-- only words", "/* more */", ";")) {
      assertThat(read(sql))
          .isInstanceOfSatisfying(
              Reading.Understood.class, u -> assertThat(u.statements()).isEmpty());
    }
  }

  @Test
  void aNulIsRefusedAndDoesNotHideWhatComesAfterIt() {
    assertThat(message("SELECT 1;\0 DROP TABLE orders")).contains("NUL");
  }

  @Test
  void whatIsNoSqlIsAnsweredWithTheParsersWords() {
    assertThat(message("CREATE TABEL orders (id int)"))
        .isEqualTo("syntax error at or near \"TABEL\"");
  }

  @Test
  void aThousandParenthesesAreRead() {
    assertThat(read("SELECT " + "(".repeat(1000) + "1" + ")".repeat(1000)))
        .isInstanceOf(Reading.Understood.class);
  }

  @Test
  void theDeepestTreeOfTheLongestTextDoesNotEndTheProcess() {
    String deep = "SELECT 1" + "+1".repeat((SqlParser.LIMIT - 8) / 2);

    assertThat(message(deep)).isEqualTo("the statement is nested too deeply");
    assertThat(message("SELECT " + "(".repeat(500_000))).contains("memory exhausted");
    assertThat(message("SELECT " + "ARRAY[".repeat(100_000))).contains("memory exhausted");
  }

  @Test
  void aTreeThatWouldFillTheHeapIsLeft() {
    assertThat(message("SELECT 1 WHERE 1 IN (1" + ",1".repeat(500_000) + ")"))
        .endsWith("100000 parts");
  }

  @Test
  void rowsOfAnInsertDoNotCount() {
    String rows = "(1, 'a')" + ", (2, 'b')".repeat(90_000);

    assertThat(statement("INSERT INTO orders VALUES " + rows).kind()).isEqualTo("InsertStmt");
  }

  @Test
  void aTextBeyondTheLimitIsNotRead() {
    assertThat(message("SELECT '" + "x".repeat(SqlParser.LIMIT) + "'")).contains("longer than");
    assertThat(message("SELECT '" + "表".repeat(SqlParser.LIMIT / 2) + "'")).contains("longer than");
    assertThat(read("SELECT '" + "x".repeat(SqlParser.LIMIT - 20) + "'"))
        .isInstanceOf(Reading.Understood.class);
  }

  @Test
  void manyThreadsReadAtTheSameTime() throws Exception {
    try (ExecutorService pool = Executors.newFixedThreadPool(8)) {
      List<Callable<String>> tasks = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        String table = "t" + i;
        tasks.add(
            () -> {
              message("SELEC " + table);
              return statement("LOCK TABLE " + table).list("relations").getFirst().text("relname");
            });
      }
      List<String> names = new ArrayList<>();
      for (Future<String> name : pool.invokeAll(tasks)) {
        names.add(name.get());
      }
      assertThat(names).hasSize(200).doesNotHaveDuplicates().contains("t0", "t199");
    }
  }

  @Test
  void aLibraryThatIsNotThereIsSaidOfEachText() {
    SqlParser none = SqlParser.find("/nowhere/libpg_query.so");

    assertThat(none.available()).isFalse();
    Reading reading = none.reading(reader -> reader.read("SELECT 1"));
    assertThat(reading)
        .isInstanceOfSatisfying(
            Reading.NoParser.class,
            n ->
                assertThat(n.reason()).startsWith("DROVER_PG_QUERY names /nowhere/libpg_query.so"));
  }

  @Test
  void whatIsNoLibraryIsNotTakenForOne(@TempDir Path folder) {
    assertThat(SqlParser.find(folder.toString()).available()).isFalse();
    assertThat(SqlParser.find("a\0b").available()).isFalse();
  }

  @Test
  void theNewestLibraryOfAFolderIsTakenFirst(@TempDir Path folder) throws Exception {
    for (String name :
        List.of(
            "libpg_query.so.1504.0",
            "libpg_query.so.1700.2",
            "libpg_query.a",
            "libpg_queryx.so",
            "libpg_query.17.dylib")) {
      Files.createFile(folder.resolve(name));
    }

    assertThat(LibraryFolders.candidates(folder))
        .extracting(file -> file.getFileName().toString())
        .containsExactly("libpg_query.so.1700.2", "libpg_query.so.1504.0", "libpg_query.17.dylib");
    assertThat(LibraryFolders.candidates(folder.resolve("missing"))).isEmpty();
  }

  @Test
  void whatTheWorkThrowsReachesTheCaller() {
    assertThatThrownBy(
            () ->
                PARSER.reading(
                    reader -> {
                      throw new IllegalStateException("mine");
                    }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("mine");
  }

  private static Reading read(String sql) {
    return PARSER.reading(reader -> reader.read(sql));
  }

  private static Node statement(String sql) {
    return ((Reading.Understood) read(sql)).statements().getFirst();
  }

  private static String message(String sql) {
    return ((Reading.NotUnderstood) read(sql)).message();
  }
}
