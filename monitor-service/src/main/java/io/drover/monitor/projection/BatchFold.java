package io.drover.monitor.projection;

import io.drover.bus.TopicPartitionKey;
import io.drover.schemas.Topics;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A batch, made ready to be written into the tables of the projection. For one thread at a time.
 */
final class BatchFold {
  private final List<Fact> facts = new ArrayList<>();
  private final Map<Operation.Key, Operation> operations = new LinkedHashMap<>();
  private final List<Arrival> backups = new ArrayList<>();
  private final List<Arrival> databases = new ArrayList<>();
  private final List<Arrival> services = new ArrayList<>();
  private final List<Arrival> alerts = new ArrayList<>();
  private final List<Arrival> deployments = new ArrayList<>();
  private final List<Arrival> letters = new ArrayList<>();
  private final List<Arrival> unreadable = new ArrayList<>();

  private final List<Arrival> arrivals;
  private final byte[] factRows;

  private BatchFold(List<Arrival> arrivals) {
    this.arrivals = List.copyOf(arrivals);
    arrivals.forEach(this::add);
    this.factRows = FactTable.rows(facts);
  }

  static BatchFold of(List<Arrival> arrivals) {
    return new BatchFold(arrivals);
  }

  List<Arrival> arrivals() {
    return arrivals;
  }

  /** The same without what the tables hold already. */
  BatchFold onlyFrom(Map<TopicPartitionKey, Long> stored) {
    List<Arrival> fresh =
        arrivals.stream()
            .filter(one -> one.offset() >= stored.getOrDefault(one.place(), 0L))
            .toList();
    return fresh.size() == arrivals.size() ? this : new BatchFold(fresh);
  }

  private void add(Arrival arrival) {
    String topic = arrival.place().topic();
    if (topic.equals(Topics.DEAD_LETTERS.name())) {
      letters.add(arrival);
    } else if (arrival.content() instanceof Content.Unreadable) {
      unreadable.add(arrival);
    } else if (topic.equals(Topics.OPERATION_EVENTS.name())) {
      addFact(arrival);
    } else if (topic.equals(Topics.BACKUPS.name())) {
      backups.add(arrival);
    } else if (topic.equals(Topics.DATABASE_HEALTH.name())) {
      databases.add(arrival);
    } else if (topic.equals(Topics.ALERTS.name())) {
      alerts.add(arrival);
    } else if (topic.equals(Topics.DEPLOYMENTS.name())) {
      deployments.add(arrival);
    } else {
      services.add(arrival);
    }
  }

  private void addFact(Arrival arrival) {
    Fact fact =
        arrival.content() instanceof Content.Decoded readable ? Fact.of(arrival, readable) : null;
    if (fact == null) {
      unreadable.add(arrival);
      return;
    }
    facts.add(fact);
    OperationFold.of(fact).ifPresent(one -> operations.merge(one.key(), one, Operation::merge));
  }

  void write(Connection connection) throws SQLException {
    if (!facts.isEmpty()) {
      FactTable.insert(connection, factRows);
      MigrationTable.merge(connection, facts);
      RecoveryTables.insert(connection, facts);
    }
    if (!operations.isEmpty()) {
      OperationTable.merge(connection, operations.values());
    }
    if (!backups.isEmpty()) {
      LatestTables.backups(connection, backups);
    }
    if (!databases.isEmpty()) {
      HealthTables.merge(connection, databases);
    }
    if (!services.isEmpty()) {
      LatestTables.services(connection, services);
    }
    if (!alerts.isEmpty()) {
      AlertTable.merge(connection, alerts);
    }
    if (!deployments.isEmpty()) {
      DeploymentTable.insert(connection, deployments);
    }
    if (!letters.isEmpty()) {
      CountTables.deadLetters(connection, letters);
    }
    if (!unreadable.isEmpty()) {
      CountTables.unreadable(connection, unreadable);
    }
  }
}
