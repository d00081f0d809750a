package io.drover.migration.execution;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * The table that holds the history of migrations, and beside it the one that holds the steps of
 * scripts outside transactions.
 *
 * @param schema null for the first one of the session's search path
 */
public record HistoryTable(@Nullable String schema, String name) {
  private static final String SUFFIX = "_steps";

  /** What PostgreSQL keeps of a name, in bytes. */
  private static final int LIMIT = 63;

  /** The same with its schema, as a new session sees it. */
  public HistoryTable qualified(Connection connection) throws SQLException {
    if (schema != null) {
      return this;
    }
    List<String> current = Query.column(connection, "SELECT current_schema()");
    return new HistoryTable(current.getFirst(), name);
  }

  boolean stepsExist(Connection connection) throws SQLException {
    return Query.isTrue(connection, "SELECT to_regclass(?) IS NOT NULL", steps());
  }

  /** Quoted, for SQL. */
  public String history() {
    return prefix() + quoted(name);
  }

  /** Quoted, for SQL. */
  public String steps() {
    return prefix() + quoted(stepsName());
  }

  /** A name that is too long for the suffix is cut and told apart by its checksum. */
  private String stepsName() {
    if ((name + SUFFIX).getBytes(StandardCharsets.UTF_8).length <= LIMIT) {
      return name + SUFFIX;
    }
    CRC32 checksum = new CRC32();
    checksum.update(name.getBytes(StandardCharsets.UTF_8));
    String mark = "_" + HexFormat.of().toHexDigits((int) checksum.getValue()) + SUFFIX;
    String cut = name;
    while ((cut + mark).getBytes(StandardCharsets.UTF_8).length > LIMIT) {
      cut = cut.substring(0, cut.length() - 1);
    }
    return cut + mark;
  }

  private String prefix() {
    return schema == null ? "" : quoted(schema) + ".";
  }

  private static String quoted(String identifier) {
    return '"' + identifier.replace("\"", "\"\"") + '"';
  }
}
