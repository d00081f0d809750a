package io.drover.bus;

import java.util.HexFormat;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;

/** CRC-64-AVRO fingerprints (Avro 1.12 specification, "Schema Fingerprints"). */
final class Fingerprints {

  private Fingerprints() {}

  static long of(Schema schema) {
    return SchemaNormalization.parsingFingerprint64(schema);
  }

  static String hex(long fingerprint) {
    return HexFormat.of().toHexDigits(fingerprint);
  }
}
