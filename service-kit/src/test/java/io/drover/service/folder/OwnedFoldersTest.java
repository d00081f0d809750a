package io.drover.service.folder;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class OwnedFoldersTest {
  private static final int FOLDERS = 3_000;

  private final List<Path> told = new ArrayList<>();
  private @TempDir Path parent;
  private Path root;
  private OwnedFolders folders;

  @BeforeEach
  void open() {
    root = parent.resolve("shared");
    folders = new OwnedFolders(root, told::add);
  }

  @Test
  void servicesRemoveTheirFoldersWithoutHinderingEachOther() throws Exception {
    Process other = other(ProcessBuilder.Redirect.DISCARD, String.valueOf(FOLDERS));
    try {
      FolderUser.use(folders, FOLDERS);
      assertThat(other.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(other.exitValue()).isZero();
    } finally {
      other.destroyForcibly();
    }
    assertThat(left()).isEmpty();
  }

  @Test
  void whatAKilledServiceLeftIsToldAndRemovedAndWhatALivingOneHasStays() throws Exception {
    Process other = other(ProcessBuilder.Redirect.PIPE);
    try (var said = other.inputReader(UTF_8);
        OwnedFolder own = folders.begin()) {
      assertThat(said.lines().anyMatch("begun"::equals)).isTrue();
      folders.begin().close();
      assertThat(left()).hasSize(2).contains(own.path());
      Path theirs = left().stream().filter(each -> !each.equals(own.path())).findFirst().get();

      other.destroyForcibly().waitFor();
      folders.begin().close();

      assertThat(left()).containsExactly(own.path());
      assertThat(told).containsExactly(theirs);
    } finally {
      other.destroyForcibly();
    }
  }

  @Test
  void whatAServiceLeftThatWasKilledWhileItMadeOrRemovedItsFolderGoesToo() throws Exception {
    folders.begin().close();
    Files.createDirectory(root.resolve(UUID.randomUUID().toString()));

    folders.begin().close();

    assertThat(left()).isEmpty();
  }

  @Test
  void aFolderThatCannotBeRemovedKeepsNobodyFromItsOwn() throws Exception {
    folders.begin().close();
    Path locked = Files.createDirectory(root.resolve(UUID.randomUUID().toString()));
    Files.createDirectory(locked.resolve("lock"));

    try (OwnedFolder own = folders.begin()) {
      assertThat(left()).containsExactlyInAnyOrder(locked, own.path());
    }
  }

  private List<Path> left() throws IOException {
    try (Stream<Path> children = Files.list(root)) {
      return children.filter(Files::isDirectory).toList();
    }
  }

  private Process other(ProcessBuilder.Redirect output, String... more) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                FolderUser.class.getName(),
                root.toString()));
    command.addAll(Arrays.asList(more));
    return new ProcessBuilder(command)
        .redirectOutput(output)
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }
}
