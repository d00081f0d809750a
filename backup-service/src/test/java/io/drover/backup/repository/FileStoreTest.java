package io.drover.backup.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileStoreTest extends StoreContract {
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

  @Test
  void emptyFoldersOfKilledWritersGoAfterTheirTimeAndOthersStay() throws Exception {
    Path old = Files.createDirectories(root.resolve("shop/killed"));
    Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofDays(2))));
    Files.createDirectories(root.resolve("shop/fresh"));

    assertThat(store().removeUnfinished(Instant.now().minus(Duration.ofDays(1)))).isEqualTo(1);
    assertThat(store().folders("shop")).containsExactly("fresh");
  }
}
