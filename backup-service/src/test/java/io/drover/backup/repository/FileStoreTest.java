package io.drover.backup.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileStoreTest extends StoreContract {
  private static final int ROUNDS = 400;

  @TempDir Path folder;
  private Path root;

  @BeforeEach
  void root() throws Exception {
    root = Files.createDirectory(folder.resolve("root"));
  }

  @Override
  protected Store store() {
    return new FileStore(root);
  }

  @Test
  void aRootThatIsMissingIsNotMade() {
    Store missing = new FileStore(folder.resolve("not-mounted"));

    assertThatThrownBy(() -> missing.create("a/b"))
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessage("is not a folder");
    assertThatThrownBy(() -> missing.folders("")).isInstanceOf(StoreUnavailableException.class);
    assertThat(folder.resolve("not-mounted")).doesNotExist();
  }

  @Test
  void noLinkIsFollowed() throws Exception {
    Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
    Files.writeString(elsewhere.resolve("secret"), "secret");
    Files.createSymbolicLink(root.resolve("shop"), elsewhere);
    Files.createSymbolicLink(root.resolve("file"), elsewhere.resolve("secret"));

    for (String key : new String[] {"shop/secret", "file", "shop/new"}) {
      assertThatThrownBy(() -> store().open(key)).isInstanceOf(StoreUnavailableException.class);
      assertThatThrownBy(() -> store().create(key)).isInstanceOf(StoreUnavailableException.class);
    }
    assertThat(store().folders("")).isEmpty();
    assertThat(elsewhere).isDirectoryNotContaining("glob:new");
  }

  /** Each of them finds the folder empty now and then, and removes it under the others. */
  @Test
  void thoseWhoWriteReadAndDeleteInOneFolderDoNotHinderEachOther() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Void>> all =
          IntStream.range(0, 4)
              .mapToObj(
                  number ->
                      threads.submit(
                          () -> {
                            for (int i = 0; i < ROUNDS; i++) {
                              writtenListedAndDeleted("shop/" + number + "/file");
                            }
                            return (Void) null;
                          }))
              .toList();
      for (Future<Void> each : all) {
        each.get();
      }
    }
    assertThat(root.resolve("shop")).doesNotExist();
  }

  private void writtenListedAndDeleted(String key) throws IOException {
    Store store = store();
    try (Upload upload = store.create(key)) {
      upload.write(new byte[] {1});
      upload.complete();
    }
    assertThat(store.folders("shop")).contains(key.split("/", -1)[1]);
    assertThat(store.files("shop")).isNotEmpty();
    store.delete(key);
    assertThat(store.folders("shop")).isNotNull();
  }

  @Test
  void emptyFoldersOfKilledWritersGoAfterTheirTimeAndOthersStay() throws Exception {
    Path old = Files.createDirectories(root.resolve("shop/killed"));
    Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofDays(2))));
    Files.createDirectories(root.resolve("shop/fresh"));

    assertThat(store().removeUnfinished(Instant.now().minus(Duration.ofDays(1)))).isEqualTo(1);
    assertThat(store().folders("shop")).containsExactly("fresh");
  }
}
