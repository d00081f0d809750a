package io.drover.backup.archive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.ZstdInputStream;
import io.drover.backup.archive.ArchiveWriter.StoreException;
import io.drover.backup.archive.ArchiveWriter.Written;
import io.drover.backup.encryption.Sealing;
import io.drover.service.target.Codec;
import io.drover.service.target.Compression;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArchiveTest {
  private final ArchiveWriter writer = new ArchiveWriter(Compression.DEFAULT, Sealing.none(), 2);

  @Test
  void whatIsWrittenUnpacksWithStockZstdAndHasTheStatedSizesAndChecksum() throws Exception {
    for (int size : List.of(0, 1, 256 * 1024, 5_000_000)) {
      byte[] dump = dump(size);
      ByteArrayOutputStream store = new ByteArrayOutputStream();
      List<Long> told = new ArrayList<>();

      Written written = writer.write(new ByteArrayInputStream(dump), store, told::add);

      byte[] stored = store.toByteArray();
      try (var unpacked = new ZstdInputStream(new ByteArrayInputStream(stored))) {
        assertThat(unpacked.readAllBytes()).isEqualTo(dump);
      }
      assertThat(written)
          .isEqualTo(
              new Written(
                  size,
                  stored.length,
                  HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(stored))));
      assertThat(told).isSorted();
      assertThat(told.stream().reduce(0L, (a, b) -> b)).isEqualTo(size);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "ZSTD, 19, zstd -dc",
    "LZ4, 1, lz4 -dc",
    "LZ4, 9, lz4 -dc",
    "GZIP, 6, gzip -dc",
    "NONE, 0, cat"
  })
  void aStockProgramOpensWhatEachCodecWrites(
      Codec codec, int level, String program, @TempDir Path folder) throws Exception {
    byte[] dump = "INSERT INTO orders VALUES (1, 'two');\n".repeat(100_000).getBytes(UTF_8);
    ByteArrayOutputStream store = new ByteArrayOutputStream();

    Written written =
        new ArchiveWriter(codec.at(level), Sealing.none(), 2)
            .write(new ByteArrayInputStream(dump), store, n -> {});

    assertThat(written.dumpBytes()).isEqualTo(dump.length);
    if (codec != Codec.NONE) {
      assertThat(written.bytes()).isLessThan(dump.length / 10);
    }
    try (InputStream unpacked =
        Codecs.unpack(codec, new ByteArrayInputStream(store.toByteArray()))) {
      assertThat(unpacked.readAllBytes()).isEqualTo(dump);
    }
    Path stored = Files.write(folder.resolve("stored"), store.toByteArray());
    Process stock =
        new ProcessBuilder(program.split(" "))
            .redirectInput(stored.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    assertThat(stock.getInputStream().readAllBytes()).isEqualTo(dump);
    assertThat(stock.waitFor()).isZero();
  }

  @Test
  void whatTheCompressorHoldsOfACancelledBackupIsNotCompressed() throws Exception {
    ByteArrayOutputStream store = new ByteArrayOutputStream();
    ArchiveWriter slow = new ArchiveWriter(Codec.ZSTD.at(19), Sealing.none(), 2);

    try (ArchiveStream archive = slow.begin(store)) {
      assertThat(archive.copy(new ByteArrayInputStream(dump(20_000_000)), n -> {}))
          .isEqualTo(20_000_000);
    }

    assertThat(store.size()).isZero();
  }

  @Test
  void anInterruptEndsTheWaitForTheCompressorAtOnce() throws Exception {
    ByteArrayOutputStream store = new ByteArrayOutputStream();
    CountDownLatch heard = new CountDownLatch(1);
    ArchiveWriter slow = new ArchiveWriter(Codec.ZSTD.at(19), Sealing.none(), 2);

    try (ArchiveStream archive = slow.begin(afterwards(heard, store))) {
      long _ = archive.copy(new ByteArrayInputStream(dump(20_000_000)), n -> {});
      Thread.currentThread().interrupt();
      assertThatThrownBy(archive::finish).isInstanceOf(InterruptedException.class);
      heard.countDown();
    }

    assertThat(store.size()).isLessThan(20_000_000);
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  /** A store that takes nothing before then: however fast the compressor is, it does not end. */
  private static OutputStream afterwards(CountDownLatch then, OutputStream store) {
    return new OutputStream() {
      @Override
      public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
      }

      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        try {
          if (length > 0 && then.await(1, TimeUnit.MINUTES)) {
            store.write(bytes, offset, length);
          }
        } catch (InterruptedException e) {
          throw (IOException) new InterruptedIOException().initCause(e);
        }
      }
    };
  }

  @Test
  void anErrorOfTheStoreIsToldFromOneOfTheDump() {
    OutputStream full =
        new OutputStream() {
          @Override
          public void write(int value) throws IOException {
            throw new IOException("No space left on device");
          }
        };
    assertThatThrownBy(() -> writer.write(new ByteArrayInputStream(dump(1_000_000)), full, n -> {}))
        .isInstanceOf(StoreException.class);

    InputStream broken =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("the pipe broke");
          }

          @Override
          public int read(byte[] buffer, int offset, int length) throws IOException {
            return read();
          }
        };
    assertThatThrownBy(() -> writer.write(broken, OutputStream.nullOutputStream(), n -> {}))
        .isInstanceOf(IOException.class)
        .isNotInstanceOf(StoreException.class);
  }

  private static byte[] dump(int size) {
    byte[] bytes = new byte[size];
    new Random(1).nextBytes(bytes);
    return bytes;
  }
}
