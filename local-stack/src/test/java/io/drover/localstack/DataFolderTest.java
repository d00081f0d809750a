package io.drover.localstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {
  private static final UnixUser STRANGER = new UnixUser("stranger", 4_242_424, 4_242_424);

  @TempDir Path folder;

  @Test
  void anotherUsersDataIsNamedWithItsOwnerAndTheCommandThatRemovesIt() throws Exception {
    Path kept = Files.createDirectories(folder.resolve("kept"));

    assertThatThrownBy(() -> Folders.claim(kept, STRANGER))
        .isInstanceOfSatisfying(
            LocalStackException.class,
            e -> {
              assertThat(e).hasMessageContaining("belongs to " + UnixUser.current().name());
              assertThat(e.remedy()).startsWith("sudo rm -rf " + kept);
            });
  }

  @Test
  void underAFolderThatTheServersUserCannotEnterTheDataLiesElsewhere() throws Exception {
    assumeTrue(UnixUser.current().isRoot(), "only root needs another user");
    Path closed = Files.createDirectory(folder.resolve("closed"));
    Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwx------"));
    Path wanted = closed.resolve("postgres");

    try (LocalPostgres postgres =
        LocalPostgres.at(wanted).fsync(false).deleteOnClose(true).start()) {
      assertThat(postgres.dataDirectory()).isNotEqualTo(wanted).isDirectory();
      assertThat(postgres.majorVersion()).isPositive();
      assertThat(PostgresHome.at(wanted).folder()).isEqualTo(postgres.dataDirectory());
    }
    assertThat(wanted).doesNotExist();
  }

  @Test
  void aServerWithoutItsPasswordFileSaysSo() throws Exception {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path wanted = folder.resolve("postgres");
    try (LocalPostgres postgres = LocalPostgres.at(wanted).fsync(false).start()) {
      Files.delete(postgres.passwordFile());
    }

    assertThatThrownBy(() -> LocalPostgres.at(wanted).start())
        .isInstanceOf(LocalStackException.class)
        .hasMessageContaining("password file");
  }

  @Test
  void aServerThatCannotStartShowsTheEndOfItsLog() throws Exception {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));

    assertThatThrownBy(
            () ->
                LocalPostgres.at(folder.resolve("postgres"))
                    .setting("no_such_setting", "1")
                    .start())
        .isInstanceOf(LocalStackException.class)
        .hasMessageContaining("no_such_setting");
    assertThatThrownBy(() -> LocalKafka.at(folder.resolve("kafka")).setting("node.id", "7").start())
        .isInstanceOf(LocalStackException.class)
        .hasMessageContaining("node id 7");
  }
}
