package io.drover.backup.archive;

import io.drover.service.target.Codec;
import java.util.Optional;
import java.util.regex.Pattern;

/** Names of the files that pg_dump makes in its directory format, and of what becomes of them. */
final class DirectoryNames {
  private static final Pattern TABLE_OF_CONTENTS =
      Pattern.compile("toc\\.dat|blobs?(_\\d+)?\\.toc");
  private static final Pattern DATA = Pattern.compile("(blob_)?\\d+\\.dat");

  private DirectoryNames() {}

  /** Whether a file is stored as it is: it is small, and pg_restore needs it first. */
  static boolean isPlain(String name) {
    return TABLE_OF_CONTENTS.matcher(name).matches();
  }

  /** Whether it holds rows or a large object. */
  static boolean isData(String name) {
    return DATA.matcher(name).matches();
  }

  /**
   * The file that an entry of an archive unpacks to; empty when pg_dump makes no such file,
   * whatever the archive says.
   */
  static Optional<String> unpacked(String entry, Codec codec) {
    if (isPlain(entry)) {
      return Optional.of(entry);
    }
    if (!entry.endsWith(codec.suffix())) {
      return Optional.empty();
    }
    String name = entry.substring(0, entry.length() - codec.suffix().length());
    return isData(name) ? Optional.of(name) : Optional.empty();
  }
}
