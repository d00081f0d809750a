package io.drover.service.intake;

import io.drover.service.outbox.OutboxRecord;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;

/**
 * Keeps a record that comes again (its offset was not committed, a group reads the topic anew) from
 * being refused or laid among the dead letters again. Requests need no such memory: the ledger is
 * theirs.
 */
final class Answered {
  private static final Comparator<TopicPartition> ORDER =
      Comparator.comparing(TopicPartition::topic).thenComparingInt(TopicPartition::partition);

  private Answered() {}

  private record Place(long nextOffset, long newest) {
    boolean before(Reading.Answer answer) {
      return answer.to().offset() >= nextOffset || answer.to().timestamp() > newest;
    }

    Place after(Reading.Answer answer) {
      return new Place(answer.to().offset() + 1, Math.max(newest, answer.to().timestamp()));
    }
  }

  /**
   * The answers that have not been given, which then count as given, in the caller's transaction.
   */
  static List<OutboxRecord> onlyNew(Connection connection, List<Reading.Answer> answers)
      throws SQLException {
    SortedMap<TopicPartition, List<Reading.Answer>> byPartition = new TreeMap<>(ORDER);
    for (Reading.Answer each : answers) {
      byPartition
          .computeIfAbsent(
              new TopicPartition(each.to().topic(), each.to().partition()), _ -> new ArrayList<>())
          .add(each);
    }
    List<OutboxRecord> records = new ArrayList<>();
    for (var each : byPartition.entrySet()) {
      each.getValue().sort(Comparator.comparingLong(answer -> answer.to().offset()));
      Place known = lock(connection, each.getKey());
      Place reached = known;
      for (Reading.Answer answer : each.getValue()) {
        if (known.before(answer)) {
          records.add(answer.record());
          reached = reached.after(answer);
        }
      }
      if (!reached.equals(known)) {
        move(connection, each.getKey(), reached);
      }
    }
    return records;
  }

  private static Place lock(Connection connection, TopicPartition partition) throws SQLException {
    try (var upsert =
        connection.prepareStatement(
            """
            INSERT INTO intake_answer AS known (topic, partition, next_offset, newest) VALUES (?, ?, 0, -1)
            ON CONFLICT (topic, partition) DO UPDATE SET next_offset = known.next_offset
            RETURNING next_offset, newest
            """)) {
      upsert.setString(1, partition.topic());
      upsert.setInt(2, partition.partition());
      try (var row = upsert.executeQuery()) {
        row.next();
        return new Place(row.getLong(1), row.getLong(2));
      }
    }
  }

  private static void move(Connection connection, TopicPartition partition, Place place)
      throws SQLException {
    try (var update =
        connection.prepareStatement(
            "UPDATE intake_answer SET next_offset = ?, newest = ? WHERE topic = ? AND partition"
                + " = ?")) {
      update.setLong(1, place.nextOffset());
      update.setLong(2, place.newest());
      update.setString(3, partition.topic());
      update.setInt(4, partition.partition());
      update.executeUpdate();
    }
  }
}
