package io.drover.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import io.drover.cli.CliFailure;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class UserDumpTest {
  @TempDir private Path folder;

  private Path file(String name, byte[] content) throws IOException {
    return Files.write(folder.resolve(name), content);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] gzip(byte[] content) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(bytes)) {
      out.write(content);
    }
    return bytes.toByteArray();
  }

  @Test
  void theFormatIsReadFromTheContentWhateverTheNameSays() throws IOException {
    byte[] sql = bytes("CREATE TABLE t (id int);\n");
    byte[] custom = bytes("PGDMP\u0001\u000e");
    assertThat(UserDump.of(file("a.dump", sql)).format()).isEqualTo(UserDump.Format.PLAIN);
    assertThat(UserDump.of(file("b.sql.gz", gzip(sql))).format()).isEqualTo(UserDump.Format.PLAIN);
    assertThat(UserDump.of(file("c", Zstd.compress(sql))).format())
        .isEqualTo(UserDump.Format.PLAIN);
    assertThat(UserDump.of(file("d.sql", custom)).format()).isEqualTo(UserDump.Format.ARCHIVE);
    assertThat(UserDump.of(file("e.gz", gzip(custom))).format()).isEqualTo(UserDump.Format.ARCHIVE);
    assertThat(UserDump.of(file("f", Zstd.compress(custom))).format())
        .isEqualTo(UserDump.Format.ARCHIVE);
    assertThat(UserDump.of(file("g", bytes(""))).format()).isEqualTo(UserDump.Format.PLAIN);
  }

  @Test
  void theContentIsHandedOutDecompressed() throws IOException {
    byte[] sql = bytes("SELECT 1;\n");
    assertThat(UserDump.of(file("a.gz", gzip(sql))).content()).hasBinaryContent(sql);
    assertThat(UserDump.of(file("a.zst", Zstd.compress(sql))).content()).hasBinaryContent(sql);
    assertThat(UserDump.of(file("a.sql", sql)).content()).hasBinaryContent(sql);
  }

  @Test
  void aScriptThatMakesItsOwnDatabaseNamesIt() throws IOException {
    String script = "DROP DATABASE IF EXISTS Chinook;\nCREATE DATABASE Chinook;\n\n\\c Chinook;\n";
    assertThat(UserDump.of(file("x.sql", bytes(script))).ownDatabase()).contains("chinook");
    String quoted = "CREATE DATABASE \"My Shop\";\n\\connect \"My Shop\"\n";
    assertThat(UserDump.of(file("y.sql", bytes(quoted))).ownDatabase()).contains("My Shop");
    assertThat(UserDump.of(file("z.sql", bytes("SELECT 1;"))).ownDatabase()).isEmpty();
  }

  @Test
  void theDatabaseIsNamedAfterTheFile() throws IOException {
    assertThat(UserDump.of(file("2024 My-Shop.sql.gz", bytes(""))).database()).isEqualTo("my_shop");
    assertThat(UserDump.of(file("postgres.sql", bytes(""))).database()).isEqualTo("mine");
    assertThat(UserDump.of(file("42.sql", bytes(""))).database()).isEqualTo("mine");
  }

  @Test
  void whatCannotBeLoadedIsSaidBeforeAnythingStarts() throws IOException {
    Path cluster = file("all.sql", bytes("--\n-- PostgreSQL database cluster dump\n--\n"));
    assertThatThrownBy(() -> UserDump.of(cluster))
        .isInstanceOf(CliFailure.class)
        .hasMessageContaining("whole cluster");
    assertThatThrownBy(() -> UserDump.of(folder))
        .isInstanceOf(CliFailure.class)
        .hasMessageContaining("folder");
    assertThatThrownBy(() -> UserDump.of(folder.resolve("none")))
        .isInstanceOf(CliFailure.class)
        .hasMessageContaining("There is no file");
  }
}
