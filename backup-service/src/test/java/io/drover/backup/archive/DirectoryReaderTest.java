package io.drover.backup.archive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.service.target.Codec;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DirectoryReaderTest {
  @TempDir Path folder;

  private static byte[] tar(String name, byte type, String... contents) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
      for (String content : contents) {
        TarArchiveEntry entry = new TarArchiveEntry(name, type, true);
        entry.setSize(content.length());
        tar.putArchiveEntry(entry);
        tar.write(content.getBytes(UTF_8));
        tar.closeArchiveEntry();
      }
    }
    return bytes.toByteArray();
  }

  private void unpack(byte[] tar, long limit) throws Exception {
    new DirectoryReader(Codec.NONE, folder, limit)
        .unpack(new ByteArrayInputStream(tar), bytes -> {});
  }

  @ParameterizedTest
  @ValueSource(strings = {"toc.dat", "blobs.toc", "blobs_17.toc", "3001.dat", "blob_9.dat"})
  void whatPgDumpMakesComesOut(String name) throws Exception {
    unpack(tar(name, TarConstants.LF_NORMAL, "rows"), 4);
    assertThat(folder.resolve(name)).hasContent("rows");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../toc.dat",
        "/tmp/toc.dat",
        "./toc.dat",
        "a/3001.dat",
        "3001.dat.gz",
        "x.sql",
        "",
        "3001.dat\n"
      })
  void whatPgDumpDoesNotMakeDoesNot(String name) throws Exception {
    byte[] tar = tar(name, TarConstants.LF_NORMAL, "rows");
    assertThatThrownBy(() -> unpack(tar, 1000)).isInstanceOf(IOException.class);
    try (var files = Files.list(folder)) {
      assertThat(files).isEmpty();
    }
  }

  @Test
  void neitherLinksNorFoldersNorTwoOfANameNorMoreThanStatedComeOut() throws Exception {
    byte[] link = tar("3001.dat", TarConstants.LF_SYMLINK, "");
    byte[] directory = tar("3001.dat", TarConstants.LF_DIR, "");
    byte[] twice = tar("3001.dat", TarConstants.LF_NORMAL, "a", "b");
    byte[] large = tar("3002.dat", TarConstants.LF_NORMAL, "12345");
    for (byte[] tar : new byte[][] {link, directory, twice}) {
      assertThatThrownBy(() -> unpack(tar, 1000)).isInstanceOf(IOException.class);
    }
    assertThatThrownBy(() -> unpack(large, 4)).hasMessageContaining("more than");
  }
}
