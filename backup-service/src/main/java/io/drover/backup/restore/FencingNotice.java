package io.drover.backup.restore;

import io.drover.backup.swap.Fence;
import io.drover.schemas.ConnectionsFenced;
import io.drover.schemas.RestoreRequested;
import io.drover.service.operation.Attempt;
import io.drover.service.operation.OperationFailure;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Tells a database's users that their connections will end, and gives them time. */
final class FencingNotice {
  private static final int GRACE_SECONDS = 10;
  private static final Duration TICK = Duration.ofMillis(500);

  private final Attempt<RestoreRequested> attempt;

  FencingNotice(Attempt<RestoreRequested> attempt) {
    this.attempt = attempt;
  }

  /** Returns when the time is over. */
  void giveAndWait(Connection maintenance)
      throws OperationFailure, InterruptedException, SQLException {
    Integer asked = attempt.command().getGraceSeconds();
    int seconds = asked == null ? GRACE_SECONDS : asked;
    give(maintenance, attempt.now().plusSeconds(seconds));
    attempt.reached("fencing-announced");
    attempt.progress().phase("announced", "seconds", seconds);
    long begun = System.nanoTime();
    long end = begun + Duration.ofSeconds(seconds).toNanos();
    while (System.nanoTime() < end) {
      Thread.sleep(TICK);
      attempt.progress().done(Duration.ofNanos(System.nanoTime() - begun).toSeconds());
    }
  }

  private void give(Connection maintenance, Instant refusedFrom)
      throws OperationFailure, InterruptedException, SQLException {
    String name = attempt.target().physicalName();
    int connections = Fence.connections(maintenance, name);
    attempt.state(
        header ->
            ConnectionsFenced.newBuilder()
                .setHeader(header)
                .setDatabase(attempt.target().entry().name())
                .setPhysicalName(name)
                .setRefusedFrom(refusedFrom)
                .setConnections(connections)
                .build(),
        List.of());
  }
}
