package io.drover.bus;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;

/**
 * Avro single-object encoding: {@code C3 01}, the little-endian CRC-64-AVRO fingerprint of the
 * writer's schema, the body (Avro 1.12 specification, "Single-object encoding"). Thread-safe.
 */
public final class Codec {

  private static final int HEADER_BYTES = 10;
  private static final byte MARKER = (byte) 0xC3;
  private static final byte VERSION = 0x01;

  private record Writer(long fingerprint, SpecificDatumWriter<SpecificRecord> datum) {}

  private record Reader(
      Class<? extends SpecificRecord> type, SpecificDatumReader<SpecificRecord> datum) {}

  static {
    // Whoever has a codec may build records, too, which Avro lets none but trusted classes.
    AvroSetup.ready();
  }

  private final SchemaLookup lookup;
  private final Map<Class<?>, Writer> writers = new ConcurrentHashMap<>();
  private final Map<Long, Reader> readers = new ConcurrentHashMap<>();

  /** Reads what this version's classes wrote, and what {@code lookup} has schemas for. */
  public Codec(SchemaLookup lookup) {
    this.lookup = lookup;
  }

  /** Bytes of the record. */
  public byte[] encode(SpecificRecord record) {
    Writer writer = writers.computeIfAbsent(record.getClass(), type -> writerOf(record));
    ByteArrayOutputStream out = new ByteArrayOutputStream(256);
    out.writeBytes(
        ByteBuffer.allocate(HEADER_BYTES)
            .order(ByteOrder.LITTLE_ENDIAN)
            .put(MARKER)
            .put(VERSION)
            .putLong(writer.fingerprint())
            .array());
    BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
    try {
      writer.datum().write(record, encoder);
      encoder.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("A record could not be written to memory.", e);
    }
    return out.toByteArray();
  }

  /**
   * Record in the newest class that this version has for the writer's schema.
   *
   * @throws UnreadableException when the bytes are not a record of the contract
   * @throws BusUnavailableException when the writer's schema is unknown and cannot be looked up now
   */
  public SpecificRecord decode(byte[] bytes) throws UnreadableException {
    return read(readerFor(fingerprint(bytes)), bytes);
  }

  /**
   * Like {@link #decode(byte[])} for a record whose type is known beforehand.
   *
   * @throws UnreadableException also when the record is of another type
   */
  public <T extends SpecificRecord> T decode(byte[] bytes, Class<T> type)
      throws UnreadableException {
    Reader reader = readerFor(fingerprint(bytes));
    if (reader.type() != type) {
      String found = AvroSetup.schemaOf(reader.type()).getFullName();
      throw new UnknownRecordException(
          found, "The record is a " + found + " where a " + type.getName() + " was expected.");
    }
    return type.cast(read(reader, bytes));
  }

  /** True when the writer's schema is at hand without a look at the lookup. */
  public boolean knows(long fingerprint) {
    return AvroSetup.SCHEMAS.containsKey(fingerprint) || readers.containsKey(fingerprint);
  }

  /** Brings the lookup up to date; see {@link SchemaLookup#refresh()}. */
  public void refreshSchemas() {
    lookup.refresh();
  }

  private static long fingerprint(byte[] bytes) throws MalformedException {
    if (bytes.length < HEADER_BYTES) {
      throw new MalformedException(
          "TOO_SHORT",
          "The body has " + bytes.length + " bytes, fewer than the header of an Avro record.");
    }
    if (bytes[0] != MARKER || bytes[1] != VERSION) {
      throw new MalformedException(
          "NOT_SINGLE_OBJECT", "The body does not begin with C3 01 as an Avro record does.");
    }
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong(2);
  }

  private Reader readerFor(long fingerprint) throws UnreadableException {
    Reader known = readers.get(fingerprint);
    if (known != null) {
      return known;
    }
    Schema writer =
        Optional.ofNullable(AvroSetup.SCHEMAS.get(fingerprint))
            .or(() -> lookup.byFingerprint(fingerprint))
            .orElse(null);
    if (writer == null) {
      throw new UnknownFingerprintException(fingerprint);
    }
    Class<? extends SpecificRecord> type = AvroSetup.CLASSES.get(writer.getFullName());
    if (type == null) {
      throw new UnknownRecordException(
          writer.getFullName(), "This version has no class for " + writer.getFullName() + ".");
    }
    Reader reader =
        new Reader(
            type, new SpecificDatumReader<>(writer, AvroSetup.schemaOf(type), AvroSetup.MODEL));
    readers.put(fingerprint, reader);
    return reader;
  }

  private static SpecificRecord read(Reader reader, byte[] bytes) throws MalformedException {
    BinaryDecoder decoder =
        DecoderFactory.get().binaryDecoder(bytes, HEADER_BYTES, bytes.length - HEADER_BYTES, null);
    SpecificRecord record;
    boolean complete;
    try {
      record = reader.datum().read(null, decoder);
      complete = decoder.isEnd();
    } catch (IOException | RuntimeException | StackOverflowError e) {
      // Avro reports damaged bytes by many exceptions, unchecked ones among them.
      throw new MalformedException(
          "DAMAGED", "The body of the " + reader.type().getSimpleName() + " is damaged.");
    }
    if (!complete) {
      throw new MalformedException(
          "TRAILING_BYTES",
          "The body of the " + reader.type().getSimpleName() + " has bytes after its end.");
    }
    return record;
  }

  private static Writer writerOf(SpecificRecord record) {
    Schema schema = record.getSchema();
    return new Writer(Fingerprints.of(schema), new SpecificDatumWriter<>(schema, AvroSetup.MODEL));
  }
}
