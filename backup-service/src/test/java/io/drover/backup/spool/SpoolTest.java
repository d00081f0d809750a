package io.drover.backup.spool;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class SpoolTest {
  private static final int FOLDERS = 3_000;
  private static final String LEFT = "glob:**/*-*-*";

  @Test
  void servicesThatShareItRemoveTheirFoldersWithoutHinderingEachOther(@TempDir Path parent)
      throws Exception {
    Path root = parent.resolve("spool");
    Process other =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                SpoolUser.class.getName(),
                root.toString(),
                String.valueOf(FOLDERS))
            .inheritIO()
            .start();
    try {
      SpoolUser.use(new Spool(root, 1 << 20), FOLDERS);
      assertThat(other.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(other.exitValue()).isZero();
    } finally {
      other.destroyForcibly();
    }
    assertThat(root).isDirectoryNotContaining(LEFT);
  }

  @Test
  void whatAServiceLeftThatWasKilledWhileItRemovedItsFolderGoesToo(@TempDir Path parent)
      throws Exception {
    Path root = parent.resolve("spool");
    Spool spool = new Spool(root, 1 << 20);
    spool.clean();
    Files.createDirectory(root.resolve(UUID.randomUUID().toString()));

    spool.clean();

    assertThat(root).isDirectoryNotContaining(LEFT);
  }
}
