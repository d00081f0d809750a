package io.drover.service.target;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** How dumps are compressed; stock programs of the same names open each. */
public enum Codec {
  ZSTD("zstd", ".zst", 1, 19, 1),
  LZ4("lz4", ".lz4", 1, 12, 1),
  GZIP("gzip", ".gz", 1, 9, 6),
  NONE("none", "", 0, 0, 0);

  private final String word;
  private final String suffix;
  private final int lowest;
  private final int highest;
  private final int usual;

  Codec(String word, String suffix, int lowest, int highest, int usual) {
    this.word = word;
    this.suffix = suffix;
    this.lowest = lowest;
    this.highest = highest;
    this.usual = usual;
  }

  /** Its name in policies, requests, events and manifests. */
  public String word() {
    return word;
  }

  /** What it adds to the names of files. */
  public String suffix() {
    return suffix;
  }

  /** The codec of this name; empty when there is none. */
  public static Optional<Codec> find(String word) {
    return Arrays.stream(values()).filter(each -> each.word.equals(word)).findFirst();
  }

  /** All names, for a sentence. */
  public static String words() {
    return Arrays.stream(values()).map(Codec::word).collect(Collectors.joining(", "));
  }

  /** At its usual level. */
  public Compression usual() {
    return new Compression(this, usual);
  }

  /**
   * At this level.
   *
   * @throws IllegalArgumentException it has no such level; the message is the end of a sentence
   */
  public Compression at(int level) {
    if (level < lowest || level > highest) {
      throw new IllegalArgumentException(
          lowest == highest
              ? "must be left out with " + word
              : "must be " + lowest + " to " + highest + " with " + word);
    }
    return new Compression(this, level);
  }
}
