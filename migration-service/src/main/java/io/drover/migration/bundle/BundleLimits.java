package io.drover.migration.bundle;

import java.time.Duration;

/**
 * How large a bundle may be. What is larger is refused as soon as it is seen, so that neither a
 * mistake nor a bomb (a small archive of much) fills the disk.
 *
 * @param packedBytes of the archive
 * @param unpackedBytes of all its files
 * @param entries files and folders in it
 * @param fetching longest time to get it
 */
public record BundleLimits(long packedBytes, long unpackedBytes, int entries, Duration fetching) {
  /** Far more than migrations need. */
  public static final BundleLimits USUAL =
      new BundleLimits(64L << 20, 256L << 20, 20_000, Duration.ofMinutes(2));
}
