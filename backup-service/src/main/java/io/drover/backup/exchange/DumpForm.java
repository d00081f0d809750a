package io.drover.backup.exchange;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import io.drover.schemas.FailureCode;
import io.drover.service.operation.OperationFailure;
import io.drover.service.target.DumpFormat;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;

/**
 * What a file is, by its content.
 *
 * @param content the dump, unpacked
 */
record DumpForm(DumpFormat format, InputStream content) {
  private static final int LOOKED_AT = 1024;
  private static final int BUFFER = 256 * 1024;
  private static final int TAR_MAGIC_AT = 257;

  /** Where pg_dump's header tells the format: 1 custom, 3 tar, 5 directory. */
  private static final int FORMAT_AT = 10;

  private static final int CUSTOM = 1;

  /**
   * Looks at the begin of a file.
   *
   * @throws OperationFailure {@code INVALID_REQUEST}: it is nothing that can be imported
   * @throws IOException it cannot be read or unpacked
   */
  static DumpForm of(InputStream file) throws IOException, OperationFailure {
    BufferedInputStream in = new BufferedInputStream(file, BUFFER);
    byte[] begin = begin(in);
    if (starts(begin, 0x1f, 0x8b)) {
      in = new BufferedInputStream(new GZIPInputStream(in, BUFFER), BUFFER);
      begin = begin(in);
    } else if (starts(begin, 0x28, 0xb5, 0x2f, 0xfd)) {
      in = new BufferedInputStream(new ZstdInputStreamNoFinalizer(in), BUFFER);
      begin = begin(in);
    }
    if (starts(begin, 'P', 'G', 'D', 'M', 'P')) {
      if (begin.length <= FORMAT_AT || begin[FORMAT_AT] != CUSTOM) {
        throw refused(
            "is the table of contents of a directory archive",
            "Import the folder that it lies in; nothing but the archive may be there.");
      }
      return new DumpForm(DumpFormat.CUSTOM, in);
    }
    requireText(begin);
    return new DumpForm(DumpFormat.PLAIN, in);
  }

  private static void requireText(byte[] begin) throws OperationFailure {
    if (begin.length == 0) {
      throw refused("is empty", "ls -l FILE");
    }
    if (at(begin, TAR_MAGIC_AT, "ustar")) {
      throw refused("is a tar archive", "pg_restore --file=dump.sql FILE");
    }
    if (at(begin, 0, "age-encryption.org/")) {
      throw refused("is encrypted by age", "age -d -i IDENTITY FILE > dump");
    }
    if (at(begin, 0, "BZh")) {
      throw refused("is compressed by bzip2", "bunzip2 FILE");
    }
    if (starts(begin, 0xfd, '7', 'z', 'X', 'Z')) {
      throw refused("is compressed by xz", "unxz FILE");
    }
    if (at(begin, 0, "PK")) {
      throw refused("is a zip archive", "unzip FILE");
    }
    for (byte b : begin) {
      if (b == 0) {
        throw refused(
            "is neither an archive of pg_dump nor SQL", "pg_dump -Fc --file=FILE DATABASE");
      }
    }
  }

  private static byte[] begin(InputStream in) throws IOException {
    in.mark(LOOKED_AT);
    byte[] begin = in.readNBytes(LOOKED_AT);
    in.reset();
    return begin;
  }

  private static boolean starts(byte[] begin, int... magic) {
    for (int at = 0; at < magic.length; at++) {
      if (at >= begin.length || begin[at] != (byte) magic[at]) {
        return false;
      }
    }
    return true;
  }

  private static boolean at(byte[] begin, int offset, String magic) {
    byte[] bytes = magic.getBytes(StandardCharsets.US_ASCII);
    int end = offset + bytes.length;
    return begin.length >= end && Arrays.equals(begin, offset, end, bytes, 0, bytes.length);
  }

  private static OperationFailure refused(String what, String remedy) {
    return OperationFailure.of(
        FailureCode.INVALID_REQUEST, "The file to import " + what + ".", remedy);
  }
}
