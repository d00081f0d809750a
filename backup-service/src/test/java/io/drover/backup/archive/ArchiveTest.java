package io.drover.backup.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.ZstdInputStream;
import io.drover.backup.archive.ArchiveWriter.StoreException;
import io.drover.backup.archive.ArchiveWriter.Written;
import io.drover.backup.encryption.Sealing;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ArchiveTest {
  private final ArchiveWriter writer = new ArchiveWriter(1, 2);

  @Test
  void whatIsWrittenUnpacksWithStockZstdAndHasTheStatedSizesAndChecksum() throws Exception {
    for (int size : List.of(0, 1, 256 * 1024, 5_000_000)) {
      byte[] dump = dump(size);
      ByteArrayOutputStream store = new ByteArrayOutputStream();
      List<Long> told = new ArrayList<>();

      Written written =
          writer.write(new ByteArrayInputStream(dump), store, Sealing.none(), told::add);

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

  @Test
  void anErrorOfTheStoreIsToldFromOneOfTheDump() {
    OutputStream full =
        new OutputStream() {
          @Override
          public void write(int value) throws IOException {
            throw new IOException("No space left on device");
          }
        };
    assertThatThrownBy(
            () ->
                writer.write(
                    new ByteArrayInputStream(dump(1_000_000)), full, Sealing.none(), n -> {}))
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
    assertThatThrownBy(
            () -> writer.write(broken, OutputStream.nullOutputStream(), Sealing.none(), n -> {}))
        .isInstanceOf(IOException.class)
        .isNotInstanceOf(StoreException.class);
  }

  private static byte[] dump(int size) {
    byte[] bytes = new byte[size];
    new Random(1).nextBytes(bytes);
    return bytes;
  }
}
