package io.drover.localstack.compare;

import io.drover.localstack.LocalStackException;
import io.drover.localstack.PostgresPrograms;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collections;
import java.util.Map;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a database holds, as facts that two equal databases have in common whatever their names,
 * servers and physical layout: each object of its schema as {@code pg_dump} writes it (comments,
 * privileges and policies included), count and content hash of the rows of each table and
 * materialised view, sequences, large objects, and the database's own properties. All is read in
 * one snapshot. Immutable.
 *
 * @param facts what a fact is about (such as {@code rows of public.orders}) → the fact
 */
public record DatabaseFingerprint(SortedMap<String, String> facts) {
  /** Copies the facts. */
  public DatabaseFingerprint {
    facts = Collections.unmodifiableSortedMap(new TreeMap<>(facts));
  }

  /**
   * Reads a database; its rows are hashed in full. {@code pg_dump} must not be older than the
   * server.
   *
   * @throws LocalStackException when the database cannot be read
   */
  public static DatabaseFingerprint of(ServerAddress server, String database) {
    SortedMap<String, String> facts = new TreeMap<>();
    try (Connection connection = server.connect(database)) {
      String snapshot = DatabaseContents.openSnapshot(connection);
      facts.putAll(DatabaseContents.read(connection));
      Path program = PostgresPrograms.find().program("pg_dump");
      facts.putAll(SchemaText.objects(SchemaText.dump(program, server, database, snapshot)));
      connection.rollback();
    } catch (SQLException | IOException e) {
      throw new LocalStackException(
          "The database " + database + " cannot be read for a comparison: " + e.getMessage(),
          "see its server's log",
          e);
    }
    return new DatabaseFingerprint(facts);
  }

  /** Writes the facts into a file (UTF-8, Java's properties format). */
  public void save(Path file) throws IOException {
    var properties = new Properties();
    properties.putAll(facts);
    try (Writer writer = Files.newBufferedWriter(file)) {
      properties.store(writer, null);
    }
  }

  /** Reads what {@link #save} wrote. */
  public static DatabaseFingerprint load(Path file) throws IOException {
    var properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    }
    SortedMap<String, String> facts = new TreeMap<>();
    properties.stringPropertyNames().forEach(name -> facts.put(name, properties.getProperty(name)));
    return new DatabaseFingerprint(facts);
  }

  /**
   * How many facts of a kind there are, by the first word or words of their names: for a summary to
   * people.
   */
  public long count(String kind) {
    return facts.keySet().stream().filter(name -> name.startsWith(kind)).count();
  }

  /** The rows of all tables and materialised views together. */
  public long rows() {
    return facts.entrySet().stream()
        .filter(fact -> fact.getKey().startsWith(DatabaseContents.ROWS))
        .map(Map.Entry::getValue)
        .mapToLong(value -> Long.parseLong(value.substring(0, value.indexOf(' '))))
        .sum();
  }
}
