package io.drover.service.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabaseRegistryTest {
  private static final String ONE =
      RegistryReaderTest.SERVER + "databases:\n  one: { server: main }\n";
  private static final String TWO = ONE + "  two: { server: main }\n";

  @TempDir Path folder;

  private DatabaseRegistry open(Path file) {
    return DatabaseRegistry.open(file, Duration.ofMillis(20));
  }

  @Test
  void aChangedFileIsReadAgainAndListenersHearOfIt() throws IOException {
    Path file = Files.writeString(folder.resolve("databases.yml"), ONE);
    try (DatabaseRegistry registry = open(file)) {
      var heard = new AtomicInteger();
      registry.onChange(heard::incrementAndGet);
      Files.writeString(file, TWO);
      await().until(() -> registry.find("two").isPresent());
      await().until(() -> heard.get() > 0);
      assertThat(registry.all()).extracting(DatabaseEntry::name).containsExactly("one", "two");
    }
  }

  @Test
  void aBrokenFileKeepsTheLastGoodOneAndSaysWhy() throws IOException {
    Path file = Files.writeString(folder.resolve("databases.yml"), TWO);
    try (DatabaseRegistry registry = open(file)) {
      Files.writeString(file, ONE + "  two: { srver: main }\n");
      await()
          .until(
              () ->
                  registry
                      .problem()
                      .orElse("")
                      .contains("line 5: databases.two.server is missing"));
      assertThat(registry.find("two")).isPresent();
      Files.delete(file);
      await().until(() -> registry.problem().orElse("").contains("does not exist"));
      Files.writeString(file, TWO);
      await().until(() -> registry.problem().isEmpty());
    }
  }

  @Test
  void aSwappedLinkIsAChange() throws IOException {
    Path first = Files.createDirectory(folder.resolve("first"));
    Path second = Files.createDirectory(folder.resolve("second"));
    Files.writeString(first.resolve("databases.yml"), ONE);
    Files.writeString(second.resolve("databases.yml"), TWO);
    Path data = Files.createSymbolicLink(folder.resolve("data"), first);
    Path file =
        Files.createSymbolicLink(folder.resolve("databases.yml"), Path.of("data/databases.yml"));
    try (DatabaseRegistry registry = open(file)) {
      Path swap = Files.createSymbolicLink(folder.resolve("swap"), second);
      Files.move(swap, data, StandardCopyOption.ATOMIC_MOVE);
      await().until(() -> registry.find("two").isPresent());
    }
  }

  @Test
  void aBrokenFileAtTheFirstStartIsOneClearSentence() throws IOException {
    Path file =
        Files.writeString(folder.resolve("databases.yml"), "databases:\n  x: { server: y }\n");
    assertThatThrownBy(() -> open(file))
        .isInstanceOf(RegistryException.class)
        .hasMessage(file + ": line 2: databases.x.server names no server of the file");
    assertThatThrownBy(() -> open(folder.resolve("none.yml")))
        .hasMessage(folder.resolve("none.yml") + ": the file does not exist");
  }
}
