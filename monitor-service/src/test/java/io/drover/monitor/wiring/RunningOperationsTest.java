package io.drover.monitor.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.drover.monitor.Events;
import io.drover.monitor.Herd;
import io.drover.monitor.projection.Changes;
import io.drover.monitor.projection.Feed;
import io.drover.monitor.projection.OperationQueries;
import io.drover.monitor.projection.ProgressBoard;
import io.drover.monitor.projection.Projection;
import io.drover.monitor.projection.ProjectionMetrics;
import io.drover.schemas.OperationHeader;
import io.drover.schemas.Topics;
import io.drover.service.state.StateDatabase;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RunningOperationsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Test
  void aDatabaseIsBusyWhileAMigrationOfItRunsAndNotDuringABackup() throws Exception {
    Herd herd = new Herd();
    StateDatabase state = herd.state("running");
    var board = new ProgressBoard();
    var operations = new OperationQueries(state, board);
    Projection projection =
        new Projection(
            herd.bus(),
            herd.schemas(),
            state,
            new ProjectionMetrics(new SimpleMeterRegistry()),
            new Changes(new Feed(), board, operations));
    try (state;
        projection) {
      projection.start();
      var running = new RunningOperations(operations);
      begun(herd, "backup", "crm");
      begun(herd, "restore", "erp");
      begun(herd, "migrate", "shop");

      await()
          .atMost(PATIENCE)
          .until(() -> running.on("shop").isPresent() && running.on("erp").isPresent());

      assertThat(running.on("shop")).contains("a migration");
      assertThat(running.on("erp")).contains("a restore");
      assertThat(running.on("crm")).isEmpty();
      herd.publish(
          Topics.OPERATION_EVENTS,
          "shop",
          Events.failed(header("migrate", "shop", 3), "It failed."));
      await().atMost(PATIENCE).until(() -> running.on("shop"), Optional::isEmpty);
      assertThat(running.on("erp")).isPresent();
    } finally {
      herd.close();
    }
  }

  private static void begun(Herd herd, String kind, String database) {
    herd.publish(
        Topics.OPERATION_EVENTS, database, Events.accepted(header(kind, database, 1), "test"));
    herd.publish(Topics.OPERATION_EVENTS, database, Events.started(header(kind, database, 2)));
  }

  private static OperationHeader header(String kind, String database, int sequence) {
    return Events.header(kind, kind + "-1", database, sequence, Events.BEGIN.plusSeconds(sequence));
  }
}
