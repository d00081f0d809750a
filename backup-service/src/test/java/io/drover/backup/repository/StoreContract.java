package io.drover.backup.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.backup.repository.Store.StoredFile;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every store promises. */
public abstract class StoreContract {
  private static final byte[] CONTENT = "content".getBytes(StandardCharsets.UTF_8);

  /** The store under test, empty. */
  protected abstract Store store() throws Exception;

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 100_000, 11_000_000})
  void whatIsUploadedIsReadAgain(int size) throws Exception {
    byte[] content = random(size);
    try (Upload upload = store().create("shop/one/file.bin")) {
      for (int from = 0; from < size; from += 60_000) {
        upload.write(content, from, Math.min(60_000, size - from));
      }
      upload.complete();
    }

    try (InputStream in = store().open("shop/one/file.bin")) {
      assertThat(in.readAllBytes()).isEqualTo(content);
    }
    StoredFile found = store().find("shop/one/file.bin").orElseThrow();
    assertThat(found.bytes()).isEqualTo(size);
    assertThat(found.writtenAt())
        .isBetween(Instant.now().minusSeconds(3600), Instant.now().plusSeconds(3600));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 11_000_000})
  void anUploadThatIsNotCompletedLeavesNothing(int size) throws Exception {
    try (Upload upload = store().create("shop/one/file.bin")) {
      upload.write(random(size));
    }
    assertThat(store().find("shop/one/file.bin")).isEmpty();
    assertThat(store().files("shop")).isEmpty();
    assertThat(store().folders("")).isEmpty();
    assertThat(store().removeUnfinished(Instant.now().plus(Duration.ofDays(1)))).isZero();
  }

  @Test
  void anUploadReplacesAFileOfTheSameKey() throws Exception {
    write("shop/one/file", CONTENT);
    write("shop/one/file", new byte[] {1});
    assertThat(store().find("shop/one/file").orElseThrow().bytes()).isEqualTo(1);
  }

  @Test
  void ofManyWhoPublishOneKeyAtOnceOneSucceeds() throws Exception {
    int publishers = 8;
    CyclicBarrier together = new CyclicBarrier(publishers);
    List<Callable<Boolean>> tasks = new ArrayList<>();
    for (int i = 0; i < publishers; i++) {
      byte[] content = {(byte) i};
      tasks.add(
          () -> {
            together.await();
            try {
              store().publish("shop/one/manifest.json", content);
              return true;
            } catch (FileAlreadyExistsException e) {
              return false;
            }
          });
    }
    List<Boolean> published = new ArrayList<>();
    try (var threads = Executors.newFixedThreadPool(publishers)) {
      for (Future<Boolean> future : threads.invokeAll(tasks)) {
        published.add(future.get());
      }
    }
    assertThat(published).containsOnlyOnce(true);
    try (InputStream in = store().open("shop/one/manifest.json")) {
      assertThat((int) in.readAllBytes()[0]).isEqualTo(published.indexOf(true));
    }
    assertThat(store().files("shop")).hasSize(1);
  }

  @Test
  void filesAreListedAtAnyDepthAndFoldersDirectly() throws Exception {
    for (String key : List.of("shop/b/x", "shop/a/deep/y", "shop/a/z", "shopping/c/w")) {
      write(key, CONTENT);
    }
    assertThat(store().files("shop"))
        .extracting(StoredFile::key)
        .containsExactlyInAnyOrder("shop/b/x", "shop/a/deep/y", "shop/a/z");
    assertThat(store().files("shop/a"))
        .extracting(StoredFile::key)
        .containsExactlyInAnyOrder("shop/a/deep/y", "shop/a/z");
    assertThat(store().folders("")).containsExactly("shop", "shopping");
    assertThat(store().folders("shop")).containsExactly("a", "b");
    assertThat(store().files("nothing")).isEmpty();
    assertThat(store().folders("nothing")).isEmpty();
  }

  @Test
  void whatIsDeletedIsGoneWithItsEmptyFolders() throws Exception {
    write("shop/a/x", CONTENT);
    store().delete("shop/a/x");
    store().delete("shop/a/x");

    assertThat(store().find("shop/a/x")).isEmpty();
    assertThat(store().folders("")).isEmpty();
    assertThatThrownBy(() -> store().open("shop/a/x").close())
        .isInstanceOf(NoSuchFileException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"..", "../x", "", "a//b", "/a", "a/", ".hidden", "a/../b", "a\0b", "ä"})
  void whatIsNoKeyIsRefused(String key) {
    for (Callable<?> call :
        List.<Callable<?>>of(
            () -> store().create(key), () -> store().open(key), () -> store().find(key))) {
      assertThatThrownBy(call::call).isInstanceOf(IllegalArgumentException.class);
    }
  }

  /** Stores a file. */
  protected final void write(String key, byte[] content) throws Exception {
    try (Upload upload = store().create(key)) {
      upload.write(content);
      upload.complete();
    }
  }

  /** Bytes that no compression makes smaller. */
  protected static byte[] random(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }
}
