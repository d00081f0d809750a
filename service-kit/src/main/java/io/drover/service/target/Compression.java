package io.drover.service.target;

/**
 * A codec at one of its levels.
 *
 * @param level the higher, the smaller and slower; 0 without compression
 */
public record Compression(Codec codec, int level) {
  /** Keeps up with pg_dump and is smaller than gzip all the same: docs/performance.md. */
  public static final Compression DEFAULT = Codec.ZSTD.usual();
}
