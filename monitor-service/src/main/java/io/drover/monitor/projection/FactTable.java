package io.drover.monitor.projection;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Timeline of every operation. */
final class FactTable {
  private static final String INSERT =
      """
      INSERT INTO operation_facts (
        topic, partition, "offset", kind, operation_id, sequence, attempt, type, known, observed_at, body)
      SELECT topic, partition, "offset", kind, operation_id, sequence, attempt, type, known, observed_at, body::json
      FROM unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) AS new (
        topic, partition, "offset", kind, operation_id, sequence, attempt, type, known, observed_at, body)
      ON CONFLICT DO NOTHING
      """;

  private FactTable() {}

  static void insert(Connection connection, List<Fact> facts) throws SQLException {
    try (Columns<Fact> columns = new Columns<>(connection, INSERT, facts)) {
      columns
          .text(fact -> fact.place().topic())
          .integer(fact -> fact.place().partition())
          .number(Fact::offset)
          .text(Fact::kind)
          .text(Fact::operationId)
          .integer(Fact::sequence)
          .integer(Fact::attempt)
          .text(Fact::type)
          .flag(Fact::known)
          .instant(Fact::observedAt)
          .text(Fact::json)
          .execute();
    }
  }
}
