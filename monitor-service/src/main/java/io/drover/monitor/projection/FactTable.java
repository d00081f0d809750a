package io.drover.monitor.projection;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.postgresql.PGConnection;

/** Timeline of every operation. */
final class FactTable {
  private static final String COPY =
      """
      COPY operation_facts (
        topic, partition, "offset", kind, operation_id, sequence, attempt, type, known, observed_at, body) FROM STDIN
      """;
  private static final int TYPICAL_ROW = 400;

  private FactTable() {}

  /** The facts as {@link #insert} takes them. */
  static byte[] rows(List<Fact> facts) {
    StringBuilder rows = new StringBuilder(facts.size() * TYPICAL_ROW);
    facts.forEach(fact -> append(rows, fact));
    return rows.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** Adds facts that are not in the table: the offsets, locked by the caller, say so. */
  static void insert(Connection connection, byte[] rows) throws SQLException {
    try {
      connection
          .unwrap(PGConnection.class)
          .getCopyAPI()
          .copyIn(COPY, new ByteArrayInputStream(rows));
    } catch (IOException e) {
      throw new SQLException("facts could not be sent", e);
    }
  }

  private static void append(StringBuilder rows, Fact fact) {
    text(rows, fact.place().topic()).append('\t');
    rows.append(fact.place().partition()).append('\t').append(fact.offset()).append('\t');
    text(rows, fact.kind()).append('\t');
    text(rows, fact.operationId()).append('\t');
    rows.append(fact.sequence()).append('\t').append(fact.attempt()).append('\t');
    text(rows, fact.type()).append('\t');
    rows.append(fact.known()).append('\t').append(fact.observedAt()).append('\t');
    text(rows, fact.json()).append('\n');
  }

  /** Text as COPY wants it (manual of COPY, "Text Format"). */
  private static StringBuilder text(StringBuilder rows, String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '\\' -> rows.append("\\\\");
        case '\n' -> rows.append("\\n");
        case '\r' -> rows.append("\\r");
        case '\t' -> rows.append("\\t");
        default -> rows.append(c);
      }
    }
    return rows;
  }
}
