package io.drover.system.harness;

import io.drover.localstack.PostgresServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;

/** Looks into the services' own tables, to know when there is nothing left to wait for. */
public final class LedgerView {
  /** Copies that are still to be asked for or made. */
  private static final String UNCOPIED =
      """
      UNION ALL SELECT 'copy of ' || backup_id FROM backup_copy WHERE settled_at IS NULL
      UNION ALL
      SELECT 'copy of the backup of ' || operation_id FROM (
        SELECT operation_id, left(encode(sha256(convert_to('backup/' || operation_id, 'UTF8')), 'hex'), 8) AS hash
        FROM operation WHERE kind = 'backup' AND state = 'SUCCEEDED' AND database = '%s') made
      WHERE NOT EXISTS (SELECT FROM backup_copy WHERE right(backup_id, 8) = hash)
        AND NOT EXISTS (SELECT FROM backup_removal WHERE right(backup_id, 8) = hash)
      """
          .formatted(Herd.COPIED);

  private final PostgresServer server;
  private final String database;
  private final Admin admin;
  private final String prefix;
  private final Requests requests;

  LedgerView(
      PostgresServer server, String database, Admin admin, String prefix, Requests requests) {
    this.server = server;
    this.database = database;
    this.admin = admin;
    this.prefix = prefix;
    this.requests = requests;
  }

  /** Waits until the services have read every request, ended every operation and told all of it. */
  public void awaitIdle(Duration limit, Service... services) {
    Awaitility.await()
        .atMost(limit)
        .pollDelay(Duration.ofMillis(50))
        // A broker that has just come back may not answer at once.
        .ignoreExceptionsInstanceOf(IllegalStateException.class)
        .pollInterval(Duration.ofMillis(100))
        .untilAsserted(
            () -> {
              List<String> left = left(services);
              if (!left.isEmpty()) {
                throw new AssertionError("still to do: " + left);
              }
            });
  }

  /** Whether there is nothing left to do. */
  public boolean isIdle(Service... services) {
    return left(services).isEmpty();
  }

  private List<String> left(Service... services) {
    List<String> left = new ArrayList<>();
    for (Service service : services) {
      left.addAll(unread(service.module()));
      left.addAll(unfinished(service));
    }
    return left;
  }

  /** Waits until the operation has this state in the ledger. */
  public void awaitState(Service service, String operationId, Duration limit, String... states) {
    Awaitility.await()
        .atMost(limit)
        .pollInterval(Duration.ofMillis(50))
        .untilAsserted(
            () -> {
              Optional<String> state = state(service, operationId);
              if (state.isEmpty() || !List.of(states).contains(state.get())) {
                throw new AssertionError(operationId + " is " + state.orElse("unknown"));
              }
            });
  }

  /** Waits until the query in the service's schema finds something. */
  public void awaitRow(Service service, String sql, Duration limit) {
    Awaitility.await()
        .atMost(limit)
        .pollInterval(Duration.ofMillis(50))
        .until(
            () -> rows(service, sql),
            rows -> rows.stream().anyMatch(row -> !row.startsWith("no answer")));
  }

  /** Waits until the query in the service's schema finds something, and gives the first of it. */
  String awaitFirst(Service service, String sql, Duration limit) {
    return Awaitility.await()
        .atMost(limit)
        .pollInterval(Duration.ofMillis(50))
        .until(
            () -> rows(service, sql),
            rows -> !rows.isEmpty() && !rows.getFirst().startsWith("no answer"))
        .getFirst();
  }

  /** State of an operation in the ledger, if it is there. */
  public Optional<String> state(Service service, String operationId) {
    return rows(service, "SELECT state FROM operation WHERE operation_id = '" + operationId + "'")
        .stream()
        .findFirst();
  }

  /** Of one moment: what ends an operation may begin another. */
  private List<String> unfinished(Service service) {
    String operations =
        """
        SELECT state || ' ' || operation_id FROM operation WHERE finished_at IS NULL
        UNION ALL SELECT 'outbox ' || count(*) FROM outbox HAVING count(*) > 0
        """;
    return rows(service, service == Service.BACKUP ? operations + UNCOPIED : operations);
  }

  /** Waits until this consumer group has read every request. */
  public void awaitRead(String group, Duration limit) {
    Awaitility.await().atMost(limit).until(() -> unread(group).isEmpty());
  }

  private List<String> unread(String group) {
    Map<TopicPartition, OffsetAndMetadata> committed =
        Waits.get(admin.listConsumerGroupOffsets(prefix + group).partitionsToOffsetAndMetadata());
    List<String> left = new ArrayList<>();
    requests
        .published()
        .forEach(
            (partition, offset) -> {
              OffsetAndMetadata read = committed.get(partition);
              boolean theMonitors = partition.topic().equals(prefix + "alert-control");
              if (!theMonitors && (read == null || read.offset() <= offset)) {
                left.add(group + " has not read " + partition + " to " + offset);
              }
            });
    return left;
  }

  /** First column of a query in the service's schema; empty while its tables are not there. */
  public List<String> rows(Service service, String sql) {
    try (Connection connection = server.connect(database);
        var statement = connection.createStatement()) {
      statement.execute("SET search_path TO " + service.schema());
      List<String> rows = new ArrayList<>();
      try (ResultSet row = statement.executeQuery(sql)) {
        while (row.next()) {
          rows.add(row.getString(1));
        }
      }
      return rows;
    } catch (SQLException e) {
      return List.of("no answer: " + e.getMessage());
    }
  }

  /** Removes the databases whose names begin so. */
  static void dropAll(PostgresServer server, String prefix) {
    try (Connection connection = server.connect("postgres");
        var statement = connection.createStatement()) {
      Collection<String> names = new ArrayList<>();
      try (ResultSet row =
          statement.executeQuery(
              "SELECT format('%I', datname) FROM pg_database WHERE starts_with(datname, '"
                  + prefix
                  + "')")) {
        while (row.next()) {
          names.add(row.getString(1));
        }
      }
      for (String name : names) {
        statement.execute("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
      }
    } catch (SQLException e) {
      System.getLogger(LedgerView.class.getName())
          .log(System.Logger.Level.WARNING, "databases stay: " + e.getMessage());
    }
  }
}
