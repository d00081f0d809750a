package io.drover.system.sweep;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.drover.system.harness.Herd;
import io.drover.system.harness.Receiver;
import io.drover.system.harness.Requests;
import io.drover.system.harness.Service;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * What the monitor is to see in a run that holds it: a migration fails, someone acknowledges that,
 * the history is set right. It waits for the monitor's own tables between these.
 */
final class Watched implements AutoCloseable {
  /** The step that needs alerts to be forgotten within seconds; nobody can be sent them then. */
  private static final String FORGOTTEN = "alerts-forgotten";

  private static final Duration LIMIT = Duration.ofMinutes(4);
  private static final String CONTROLS_READ =
      "SELECT 1 FROM alert_control_offsets HAVING sum(next_offset) >= 3";
  private static final String FAILURE = "condition LIKE 'migration-failed%'";

  private final Herd herd;
  private final boolean forgets;
  private final Receiver receiver = Receiver.start();
  private CompletableFuture<Void> story = CompletableFuture.completedFuture(null);

  /** Tells the herd how its monitors are to be started. */
  Watched(Herd herd, Steps.Step step) {
    this.herd = herd;
    this.forgets = step.name().equals(FORGOTTEN);
    if (forgets) {
      herd.set("drover.alert.retention", "1s");
    } else {
      herd.set("drover.alert.webhook", receiver.address());
    }
  }

  /** Begins; returns at once. */
  void begin() {
    herd.watched(
        forgets ? null : receiver,
        Map.of("migration-failed/" + Herd.FAILED, List.of("raised", "updated", "resolved")));
    story = CompletableFuture.runAsync(this::tell, Thread::startVirtualThread);
  }

  boolean ended() {
    return story.isDone();
  }

  /** Waits for the end of all that is to be seen. */
  void await() {
    var _ = story.orTimeout(LIMIT.multipliedBy(3).toSeconds(), TimeUnit.SECONDS).join();
  }

  private void tell() {
    Requests requests = herd.requests();
    requests.backup("gamma");
    migrate("APPLY", "failed MIGRATION_FAILED");
    see("SELECT 1 FROM alert_state WHERE phase = 'firing' AND " + FAILURE);
    say("{\"action\":\"acknowledge\",\"name\":\"migration-failed\",\"requestedBy\":\"ann\"}");
    say("{\"action\":\"mute\",\"name\":\"migration-failed\",\"requestedBy\":\"ann\"}");
    say("nonsense");
    see("SELECT 1 FROM alert_state WHERE sequence > 1 AND " + FAILURE);
    see(CONTROLS_READ);
    migrate("REPAIR", "succeeded");
    if (forgets) {
      see("SELECT 1 WHERE NOT EXISTS (SELECT FROM alert_state WHERE " + FAILURE + ")");
    } else {
      see("SELECT 1 FROM alert_state WHERE notified = 'resolved' AND " + FAILURE);
      see(
          "SELECT 1 WHERE NOT EXISTS (SELECT FROM alert_state WHERE phase = 'firing' AND notified ="
              + " '')");
    }
    herd.ledger().awaitIdle(LIMIT, Service.operating());
    see("SELECT 1 WHERE NOT EXISTS (SELECT FROM outbox)");
    herd.projection().awaitFolded(LIMIT, "operation-events", "alerts", "backups", "dead-letters");
  }

  private void migrate(String mode, String outcome) {
    Map<String, Object> fields = Requests.fields(herd.requests().newId(mode), Herd.FAILED);
    fields.put("mode", mode);
    herd.expect(Requests.idOf(fields), outcome);
    herd.requests().request("migrate", fields);
  }

  private void say(String control) {
    herd.requests().send("alert-control", Herd.FAILED, control.getBytes(UTF_8));
  }

  private void see(String sql) {
    herd.ledger().awaitRow(Service.MONITOR, sql, LIMIT);
  }

  @Override
  public void close() {
    receiver.close();
  }
}
