package io.drover.bus;

/** No one published the schema that the bytes were written with. It may be published later. */
public final class UnknownFingerprintException extends UnreadableException {

  private final long fingerprint;

  UnknownFingerprintException(long fingerprint) {
    super(
        "UNKNOWN_FINGERPRINT",
        "No schema with the fingerprint "
            + Fingerprints.hex(fingerprint)
            + " is known or published on the schemas topic.");
    this.fingerprint = fingerprint;
  }

  /** CRC-64-AVRO fingerprint that the bytes name. */
  public long fingerprint() {
    return fingerprint;
  }
}
