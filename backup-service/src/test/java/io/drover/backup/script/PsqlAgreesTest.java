package io.drover.backup.script;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.localstack.PostgresServer;
import io.drover.localstack.TestStack;
import io.drover.service.process.PostgresTools;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real psql is fed what the reader passes on, without its own restriction. */
class PsqlAgreesTest {
  private static final String DATABASE = "psql_agrees";
  private static final int TEXTS = 1_500;
  private static final int BATCH = 150;

  /** Pieces that open, close and disguise things. */
  private static final List<String> PIECES =
      List.of(
          "'",
          "''",
          "E'",
          "e'",
          "b'",
          "x'",
          "n'",
          "U&'",
          "'\\'",
          "\\\\",
          "\"",
          "\"\"",
          "U&\"",
          "$$",
          "$a$",
          "$b$",
          "$1$",
          "$",
          "a$",
          "1",
          "1e",
          ".5",
          "--",
          "/*",
          "*/",
          "/",
          "*",
          "-",
          "(",
          ")",
          ";",
          ";\n",
          "\n",
          "\r",
          "\r\n",
          " ",
          "a",
          "e",
          "é",
          ":",
          "::",
          ":a",
          ":1",
          ":'a'",
          "\nCOPY t FROM stdin;\n",
          "\n\\.\n",
          "\\.",
          "\nCREATE FUNCTION f() RETURNS int BEGIN ATOMIC ",
          " CASE ",
          " END ",
          " begin ",
          "\nSET standard_conforming_strings = off;\n",
          "\nSET standard_conforming_strings = on;\n",
          "SELECT 1;\n",
          "\uFEFF",
          ",",
          "@",
          "&",
          "#");

  @Test
  void noTextThatIsPassedOnMakesPsqlRunACommand(@TempDir Path folder) throws Exception {
    PostgresServer server = TestStack.postgres();
    execute(
        server, "postgres", "DROP DATABASE IF EXISTS " + DATABASE, "CREATE DATABASE " + DATABASE);
    execute(server, DATABASE, "CREATE TABLE t (a text)");
    Random random = new Random(20261121);
    List<String> passed = new ArrayList<>();
    while (passed.size() < TEXTS) {
      String text = text(random, folder.resolve("ran-" + passed.size()));
      if (isPassedOn(text)) {
        passed.add(text);
      }
    }
    for (int from = 0; from < TEXTS; from += BATCH) {
      run(server, folder, passed.subList(from, from + BATCH));
    }
    try (var files = Files.list(folder)) {
      assertThat(files.filter(file -> file.getFileName().toString().startsWith("ran-")))
          .as(
              () ->
                  passed.stream()
                      .filter(text -> ran(folder, text))
                      .findFirst()
                      .map(text -> text.replace("\r", "<CR>"))
                      .orElse(""))
          .isEmpty();
    }
    execute(server, "postgres", "DROP DATABASE " + DATABASE + " WITH (FORCE)");
  }

  private static boolean ran(Path folder, String text) {
    int at = text.indexOf("ran-");
    int end = text.indexOf('\n', at);
    return Files.exists(folder.resolve(text.substring(at, end)));
  }

  private static String text(Random random, Path ran) {
    StringBuilder text = new StringBuilder("SELECT ");
    int before = 1 + random.nextInt(10);
    for (int piece = 0; piece < before; piece++) {
      text.append(PIECES.get(random.nextInt(PIECES.size())));
    }
    text.append(" \\! touch ").append(ran).append('\n');
    // Whatever is open is closed, or the reader would refuse it as cut off.
    text.append(closing(text.toString()));
    return text.toString();
  }

  private static String closing(String text) {
    for (String end :
        List.of(
            "",
            ";\n",
            "'\n;\n",
            "\";\n",
            "$$;\n",
            "$a$;\n",
            "$b$;\n",
            "*/;\n",
            "*/*/;\n",
            ");\n",
            "));\n",
            "\\.\n",
            "END;\n",
            "END;END;\n",
            "');\n",
            "';END;\n")) {
      if (isPassedOn(text + end)) {
        return end;
      }
    }
    return "";
  }

  private static boolean isPassedOn(String text) {
    try {
      return !through(text).isEmpty();
    } catch (IOException e) {
      return false;
    }
  }

  private static String through(String text) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ScriptReader reader = new ScriptReader(out, true)) {
      reader.write(text.getBytes(StandardCharsets.UTF_8));
      ScriptSummary _ = reader.finish();
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  /** Each text is a file of its own to psql, whose lexer begins anew with each. */
  private static void run(PostgresServer server, Path folder, List<String> texts) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                new PostgresTools("").psql().path().toString(),
                "--no-psqlrc",
                "--quiet",
                "--no-password",
                "--dbname=" + DATABASE));
    for (int number = 0; number < texts.size(); number++) {
      Path file = Files.writeString(folder.resolve("text-" + number), through(texts.get(number)));
      command.add("--command=DISCARD ALL");
      command.add("--file=" + file);
    }
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("PGHOST", server.host());
    builder.environment().put("PGPORT", Integer.toString(server.port()));
    builder.environment().put("PGUSER", server.superuser());
    builder.environment().put("PGPASSWORD", server.password());
    builder.environment().put("PGCLIENTENCODING", "UTF8");
    Process psql = builder.redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    assertThat(psql.waitFor()).isZero();
  }

  private static void execute(PostgresServer server, String database, String... statements)
      throws Exception {
    try (Connection connection = server.connect(database);
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }
}
