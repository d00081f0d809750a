package io.drover.bus;

import java.util.Optional;
import org.apache.avro.Schema;

/** Finds writer schemas that are not this version's own. Implementations are thread-safe. */
public interface SchemaLookup {

  /**
   * Schema with this CRC-64-AVRO fingerprint, or empty when it is not known so far.
   *
   * @throws BusUnavailableException when that cannot be told now
   */
  Optional<Schema> byFingerprint(long fingerprint);

  /**
   * Makes certain that whatever was published before this call is known after it. One call serves a
   * whole batch: without it a lookup may answer from what it read a moment ago.
   *
   * @throws BusUnavailableException when the broker does not answer in time
   */
  default void refresh() {}

  /** Knows nothing. */
  static SchemaLookup none() {
    return fingerprint -> Optional.empty();
  }
}
