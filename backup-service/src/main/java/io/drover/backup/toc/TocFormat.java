package io.drover.backup.toc;

/**
 * How the numbers and places of a table of contents are written.
 *
 * @param minor minor version of the archive's form; the major one is 1
 * @param intBytes bytes of a number
 * @param offsetBytes bytes of a position in the archive
 * @param custom whether it is the custom format; else the directory's
 */
record TocFormat(int minor, int intBytes, int offsetBytes, boolean custom) {
  static final int OLDEST = 12;
  static final int NEWEST = 16;

  private static final int TABLE_ACCESS_METHOD = 14;
  private static final int COMPRESSION_ALGORITHM = 15;
  private static final int RELATION_KIND = 16;

  /** Entries tell their table's access method. */
  boolean hasTableAccessMethod() {
    return minor >= TABLE_ACCESS_METHOD;
  }

  /** Compression is one byte and not a number. */
  boolean hasCompressionAlgorithm() {
    return minor >= COMPRESSION_ALGORITHM;
  }

  /** Entries tell their relation's kind. */
  boolean hasRelationKind() {
    return minor >= RELATION_KIND;
  }
}
