package io.drover.backup.repository;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a backup is, and all that is needed to restore and to prove it: the content of {@code
 * manifest.json}.
 *
 * @param manifestVersion version of this form, {@value #VERSION}
 * @param database name in the registry of databases
 * @param operationId operation that made it
 * @param serverVersion version of the server, as it states it
 * @param toolVersion version of {@code pg_dump}, for example {@code 17.6}
 * @param format {@code custom}, {@code directory} or {@code plain}
 * @param encryption how the archive is encrypted; null when it is not
 * @param roles every role that the restored objects name
 * @param databaseBytes {@code pg_database_size} at the snapshot
 * @param tableRows rows of each table at the snapshot, by schema and name
 * @param tables tables among {@code tableRows}, without materialised views
 * @param rows rows in those
 * @param startedAt when the snapshot was taken, by the state database's clock
 * @param committedAt just before this manifest was published, by the same clock
 * @param durationMillis milliseconds between the two
 * @param warnings what pg_dump said though it succeeded, and what it left out
 * @param objects what a restored database must have beside rows; null in a manifest of older form
 * @param imported where it came from, if it was not made here; then no rows are known
 * @param roleDetails what the roles are that the backup names; null in a manifest of older form
 * @param scope what was left out; null when it is the whole database
 */
public record Manifest(
    int manifestVersion,
    String backupId,
    String database,
    String operationId,
    String serverVersion,
    String toolVersion,
    String format,
    Codec codec,
    @Nullable Encryption encryption,
    Archive archive,
    Snapshot snapshot,
    DatabaseProperties properties,
    List<Extension> extensions,
    List<String> roles,
    long databaseBytes,
    List<TableRows> tableRows,
    int tables,
    long rows,
    Instant startedAt,
    Instant committedAt,
    long durationMillis,
    Map<String, String> labels,
    String requestedBy,
    String reason,
    List<String> warnings,
    @Nullable ObjectCounts objects,
    @Nullable Imported imported,
    @Nullable List<RoleDetails> roleDetails,
    @Nullable Scope scope) {

  /** The version of the form that this service writes and the newest that it reads. */
  public static final int VERSION = 2;

  private static final String PLAIN = "plain";

  private static final Pattern FILE_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

  /** Copies the collections; a field that is missing is refused here. */
  public Manifest {
    Stream.of(backupId, database, operationId, serverVersion, toolVersion, format)
        .forEach(Objects::requireNonNull);
    Stream.of(codec, archive, snapshot, properties, startedAt, committedAt)
        .forEach(Objects::requireNonNull);
    extensions = List.copyOf(extensions);
    roles = List.copyOf(roles);
    tableRows = List.copyOf(tableRows);
    labels = Map.copyOf(labels);
    warnings = List.copyOf(warnings);
    roleDetails = roleDetails == null ? null : List.copyOf(roleDetails);
  }

  /** The same backup with its archive in another file, as a copy of it has. */
  public Manifest withArchiveFile(String file) {
    return ManifestJson.withArchiveFile(this, file);
  }

  /**
   * A dump that was made elsewhere.
   *
   * @param file its name
   * @param bytes its size as it was found
   * @param sha256 of it as it was found
   * @param at when
   */
  public record Imported(String file, long bytes, String sha256, Instant at) {}

  /** Whether the dump is the text of SQL, which psql restores. */
  public boolean plain() {
    return format.equals(PLAIN);
  }

  /** Whether nothing was left out: others are chosen by their id only, and count nowhere. */
  public boolean whole() {
    return scope == null;
  }

  /**
   * What a partial backup was asked to hold; exact names, tables as schema.name. Empty lists say
   * nothing.
   */
  public record Scope(
      List<String> includeSchemas,
      List<String> excludeSchemas,
      List<String> includeTables,
      List<String> excludeTables,
      List<String> excludeTableData) {
    /** Copies the lists. */
    public Scope {
      includeSchemas = List.copyOf(includeSchemas);
      excludeSchemas = List.copyOf(excludeSchemas);
      includeTables = List.copyOf(includeTables);
      excludeTables = List.copyOf(excludeTables);
      excludeTableData = List.copyOf(excludeTableData);
    }

    /** All names of schemas. */
    public Stream<String> schemas() {
      return Stream.concat(includeSchemas.stream(), excludeSchemas.stream());
    }

    /** All names of tables. */
    public Stream<String> tables() {
      return Stream.of(includeTables, excludeTables, excludeTableData).flatMap(List::stream);
    }

    /** All names. */
    public Stream<String> names() {
      return Stream.concat(schemas(), tables());
    }
  }

  /** How the dump is compressed, for example zstd at level 1. */
  public record Codec(String name, int level) {}

  /**
   * How the archive is encrypted.
   *
   * @param method {@code age}
   * @param recipients public keys, each of which opens it; empty when a passphrase does
   */
  public record Encryption(String method, List<String> recipients) {
    public Encryption {
      recipients = List.copyOf(recipients);
    }
  }

  /**
   * The stored dump.
   *
   * @param file name of the file beside the manifest
   * @param bytes size of that file
   * @param sha256 of that file, 64 lower-case hexadecimal digits
   * @param dumpBytes size of the dump before compression
   */
  public record Archive(String file, long bytes, String sha256, long dumpBytes) {
    /** A manifest may have been tampered with: its file must lie beside it. */
    public Archive {
      if (!FILE_NAME.matcher(file).matches() || bytes <= 0 || !SHA256.matcher(sha256).matches()) {
        throw new IllegalArgumentException("the description of the archive is damaged");
      }
    }
  }

  /**
   * The state that was dumped.
   *
   * @param lsn write-ahead log position
   * @param takenAt by the clock of the database's server
   */
  public record Snapshot(String lsn, Instant takenAt) {}

  /** An extension of the database. */
  public record Extension(String name, String version) {}

  /**
   * Rows of one table.
   *
   * @param kind {@link #TABLE} or {@link #MATERIALIZED_VIEW}; the latter is refreshed by a restore,
   *     so its rows are told but prove nothing
   * @param contentHash hash of all rows in any order, as {@code ContentHash} makes it; null where
   *     the policy did not ask for one
   */
  public record TableRows(
      String schema, String name, String kind, long rows, @Nullable String contentHash) {
    /** Ordinary table or partition. */
    public static final String TABLE = "table";

    /** Materialised view that holds rows. */
    public static final String MATERIALIZED_VIEW = "materialized-view";

    /** Rows whose content was not hashed. */
    public TableRows(String schema, String name, String kind, long rows) {
      this(schema, name, kind, rows, null);
    }

    /** Whether a restored database must have exactly these rows. */
    public boolean exact() {
      return kind.equals(TABLE);
    }
  }

  /**
   * What the database has beside rows.
   *
   * @param relations those that have indexes or constraints, domains among them
   * @param largeObjects their number
   * @param largeObjectsHash hash of their content; null where the policy did not ask for one
   */
  public record ObjectCounts(
      List<RelationCounts> relations, long largeObjects, @Nullable String largeObjectsHash) {
    /** Copies the list. */
    public ObjectCounts {
      relations = List.copyOf(relations);
    }
  }

  /**
   * Indexes and constraints of one table, materialised view or domain. Those of an extension are
   * not among them.
   *
   * @param indexes valid ones; a dump holds no others
   * @param constraints checks, keys, exclusions and foreign keys
   * @param validConstraints those among them whose rows have been checked
   */
  public record RelationCounts(
      String schema, String name, int indexes, int constraints, int validConstraints) {}
}
