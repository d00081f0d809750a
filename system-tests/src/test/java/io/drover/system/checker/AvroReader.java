package io.drover.system.checker;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;

/** Decodes single-object Avro by the schemas that were published beside it. */
final class AvroReader {
  private static final int HEADER = 10;

  private final Map<Long, Schema> schemas = new HashMap<>();

  AvroReader(List<RawRecord> published) {
    for (RawRecord each : published) {
      Schema schema = new Schema.Parser().parse(new String(each.body(), StandardCharsets.UTF_8));
      schemas.put(SchemaNormalization.parsingFingerprint64(schema), schema);
    }
  }

  /** The record, or nothing when these bytes are no Avro of a published schema. */
  Optional<GenericRecord> decode(byte[] body) {
    if (body.length < HEADER || body[0] != (byte) 0xC3 || body[1] != 1) {
      return Optional.empty();
    }
    long fingerprint = ByteBuffer.wrap(body).order(ByteOrder.LITTLE_ENDIAN).getLong(2);
    Schema schema = schemas.get(fingerprint);
    if (schema == null) {
      return Optional.empty();
    }
    try {
      var decoder = DecoderFactory.get().binaryDecoder(body, HEADER, body.length - HEADER, null);
      GenericRecord record = new GenericDatumReader<GenericRecord>(schema).read(null, decoder);
      return decoder.isEnd() ? Optional.of(record) : Optional.empty();
    } catch (IOException | AvroRuntimeException unreadable) {
      return Optional.empty();
    }
  }
}
