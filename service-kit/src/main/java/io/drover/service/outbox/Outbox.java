package io.drover.service.outbox;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The table in which facts wait for the relay. Ids grow in the order in which facts of one
 * operation are stated.
 */
public class Outbox {

  /** A stored record and its id. */
  public record Stored(long id, OutboxRecord record) {}

  /** Adds records to the caller's transaction. */
  public void add(Connection connection, Collection<OutboxRecord> records) throws SQLException {
    if (records.isEmpty()) {
      return;
    }
    int count = records.size();
    String[] topics = new String[count];
    byte[][] keys = new byte[count][];
    byte[][] values = new byte[count][];
    byte[][] headers = new byte[count][];
    int place = 0;
    for (OutboxRecord each : records) {
      topics[place] = each.topic();
      keys[place] = each.key();
      values[place] = each.value();
      headers[place++] = packed(each.headers());
    }
    try (var insert =
        connection.prepareStatement(
            """
            INSERT INTO outbox (topic, key, value, headers)
            SELECT topic, key, value, headers
            FROM unnest(?::text[], ?::bytea[], ?::bytea[], ?::bytea[])
              WITH ORDINALITY AS new (topic, key, value, headers, place)
            ORDER BY place
            """)) {
      insert.setArray(1, connection.createArrayOf("text", topics));
      insert.setArray(2, connection.createArrayOf("bytea", keys));
      insert.setArray(3, connection.createArrayOf("bytea", values));
      insert.setArray(4, connection.createArrayOf("bytea", headers));
      insert.executeUpdate();
    }
  }

  /**
   * The oldest records, at most {@code records} of them and about {@code bytes} in all, never none
   * if there are any.
   */
  public List<Stored> oldest(Connection connection, int records, long bytes) throws SQLException {
    try (var select =
        connection.prepareStatement(
            "SELECT id, topic, key, value, headers FROM outbox ORDER BY id LIMIT ?")) {
      select.setInt(1, records);
      select.setFetchSize(records);
      List<Stored> stored = new ArrayList<>();
      long size = 0;
      try (var row = select.executeQuery()) {
        while (row.next() && size <= bytes) {
          byte[] value = row.getBytes(4);
          size += value == null ? 0 : value.length;
          stored.add(
              new Stored(
                  row.getLong(1),
                  new OutboxRecord(
                      row.getString(2), row.getBytes(3), value, unpacked(row.getBytes(5)))));
        }
      }
      return stored;
    }
  }

  /** Removes records that Kafka has; ids that are gone already are no error. */
  void remove(Connection connection, long[] ids) throws SQLException {
    Long[] boxed = new Long[ids.length];
    for (int i = 0; i < ids.length; i++) {
      boxed[i] = ids[i];
    }
    try (var delete = connection.prepareStatement("DELETE FROM outbox WHERE id = ANY (?)")) {
      delete.setArray(1, connection.createArrayOf("bigint", boxed));
      delete.executeUpdate();
    }
  }

  private static byte[] packed(Map<String, byte[]> headers) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(headers.size());
      for (Map.Entry<String, byte[]> header : headers.entrySet()) {
        byte[] name = header.getKey().getBytes(StandardCharsets.UTF_8);
        out.writeInt(name.length);
        out.write(name);
        out.writeInt(header.getValue().length);
        out.write(header.getValue());
      }
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return bytes.toByteArray();
  }

  private static Map<String, byte[]> unpacked(byte[] packed) {
    Map<String, byte[]> headers = new LinkedHashMap<>();
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(packed))) {
      int count = in.readInt();
      for (int i = 0; i < count; i++) {
        String name = new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
        headers.put(name, in.readNBytes(in.readInt()));
      }
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
    return headers;
  }
}
