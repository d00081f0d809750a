package io.drover.service.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class DeathWithParentTest {
  @TempDir Path folder;

  @Test
  @EnabledOnOs(OS.LINUX)
  void aChildDiesWhenItsServiceIsKilled() throws Exception {
    Path secret = Files.writeString(folder.resolve("secret"), "x\n");
    Process parent =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:TieredStopAtLevel=1",
                    "-Djava.io.tmpdir=" + folder,
                    "-cp",
                    System.getProperty("java.class.path"),
                    ShortLivedParent.class.getName(),
                    "file:" + secret))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (var lines =
        new BufferedReader(
            new InputStreamReader(parent.getInputStream(), StandardCharsets.UTF_8))) {
      String line = lines.readLine();
      while (line != null && !line.matches("\\d+")) {
        line = lines.readLine();
      }
      assertThat(line).isNotNull();
      ProcessHandle child = ProcessHandle.of(Long.parseLong(String.valueOf(line))).orElseThrow();
      assertThat(child.parent().map(ProcessHandle::pid)).contains(parent.pid());
      parent.destroyForcibly();
      await().atMost(Duration.ofSeconds(30)).until(() -> ProcessTree.gone(child));
    } finally {
      parent.destroyForcibly();
    }
  }
}
