package io.drover.monitor.projection;

import org.apache.avro.generic.IndexedRecord;

/** What a record of a topic turned out to be. */
sealed interface Content {

  /**
   * A record of this version, or of a later one.
   *
   * @param known whether this version has a class for it
   */
  record Decoded(IndexedRecord body, boolean known) implements Content {}

  /** Nothing: the key is removed. */
  record Tombstone() implements Content {}

  /** What no one will ever be able to read, and why. */
  record Unreadable(String reason) implements Content {}
}
