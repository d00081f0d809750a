package io.drover.localstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresProgramsTest {
  @TempDir Path root;

  @Test
  void theNamedFolderIsSearchedBeforeThePath() throws Exception {
    Path named = program("named/pg_dump");
    Path onPath = program("path/pg_dump");
    Path psql = program("path/psql");

    var programs =
        find(
            Map.of("DROVER_PG_BIN", named.getParent() + "", "PATH", "/none:" + onPath.getParent()));

    assertThat(programs.program("pg_dump")).isEqualTo(named);
    assertThat(programs.program("psql")).isEqualTo(psql);
  }

  @Test
  void theNewestInstalledVersionIsTaken() throws Exception {
    program("usr/lib/postgresql/9.6/bin/pg_dump");
    Path newest = program("usr/lib/postgresql/17/bin/pg_dump");
    program("usr/lib/postgresql/15/bin/pg_dump");

    assertThat(find(Map.of()).program("pg_dump")).isEqualTo(newest);
  }

  @Test
  void homebrewIsSearched() throws Exception {
    Path brewed = program("opt/homebrew/opt/postgresql@17/bin/pg_dump");

    assertThat(find(Map.of()).program("pg_dump")).isEqualTo(brewed);
  }

  @Test
  void debiansWrapperIsPassedOver() throws Exception {
    Path wrapper = program("usr/share/postgresql-common/pg_wrapper");
    Path link = Files.createDirectories(root.resolve("usr/bin")).resolve("pg_dump");
    Files.createSymbolicLink(link, wrapper);
    Path real = program("usr/lib/postgresql/15/bin/pg_dump");

    assertThat(find(Map.of("PATH", String.valueOf(link.getParent()))).program("pg_dump"))
        .isEqualTo(real);
  }

  @Test
  void whatCannotBeExecutedIsPassedOver() throws Exception {
    Files.setPosixFilePermissions(
        program("path/psql"), PosixFilePermissions.fromString("rw-r--r--"));

    assertThatThrownBy(() -> find(Map.of("PATH", root.resolve("path").toString())).program("psql"))
        .isInstanceOf(MissingProgramException.class);
  }

  @Test
  void aServerOfACertainVersionIsFoundByAskingIt() throws Exception {
    program("usr/lib/postgresql/17/bin/initdb");
    say("usr/lib/postgresql/17/bin/postgres", "postgres (PostgreSQL) 17.2");
    program("usr/lib/postgresql/15/bin/initdb");
    Path fifteen =
        say("usr/lib/postgresql/15/bin/postgres", "postgres (PostgreSQL) 15.9 (Debian 15.9-0)");

    assertThat(find(Map.of()).serverFolder(Optional.of("15"))).isEqualTo(fifteen.getParent());
    assertThat(find(Map.of()).serverFolder(Optional.empty()).toString()).contains("17");
  }

  @Test
  void aMissingProgramComesWithTheCommandThatInstallsIt() {
    assertThatThrownBy(() -> find(Map.of()).program("pg_restore"))
        .isInstanceOfSatisfying(
            MissingProgramException.class,
            e -> {
              assertThat(e).hasMessageContaining("pg_restore");
              assertThat(e.remedy()).contains("install").contains("postgresql");
            });
  }

  private PostgresPrograms find(Map<String, String> environment) {
    return PostgresPrograms.find(environment, root);
  }

  private Path program(String path) throws IOException {
    return say(path, "");
  }

  private Path say(String path, String line) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, "#!/bin/sh\necho '" + line + "'\n");
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
