package io.drover.service.lane;

import static io.drover.service.testbed.Requests.in;
import static io.drover.service.testbed.Requests.key;
import static io.drover.service.testbed.Requests.newKey;
import static io.drover.service.testbed.Requests.of;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.drover.schemas.BackupRequested;
import io.drover.schemas.Topics;
import io.drover.service.ledger.OperationKey;
import io.drover.service.ledger.RunningOperation.EndedChild;
import io.drover.service.operation.OperationHandler;
import io.drover.service.operation.Outcome;
import io.drover.service.operation.Outcome.ChildRequest;
import io.drover.service.operation.StepListener;
import io.drover.service.testbed.Instance;
import io.drover.service.testbed.Requests;
import io.drover.service.testbed.ScriptedHandler;
import io.drover.service.testbed.StateBed;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class LanesTest {
  private static final String LANE = "main/shop";

  private final StateBed bed = new StateBed();
  private final ScriptedHandler handler = new ScriptedHandler();
  private final Map<String, OperationHandler<?>> handlers = Map.of("backup", handler);
  private final List<Instance> instances = new ArrayList<>();

  @AfterEach
  void close() {
    instances.forEach(Instance::close);
    bed.close();
  }

  private Instance start(int workers, StepListener steps) throws Exception {
    Instance instance = new Instance(bed, "instance-" + instances.size(), workers, steps, handlers);
    instances.add(instance);
    return instance;
  }

  private void awaitEnds(int operations) {
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () ->
                bed.query("SELECT count(*) FROM operation WHERE state = 'SUCCEEDED'")
                    .equals(List.of(String.valueOf(operations))));
  }

  @Test
  void workThatIsAddedWhileALaneEndsIsNeverLeftBehind() throws Exception {
    int rounds = 200;
    Semaphore completing = new Semaphore(0);
    Instance instance =
        start(
            4,
            (operation, step) -> {
              if (step.equals("lane-completing")) {
                completing.release();
              }
            });
    Random random = new Random(7);
    for (int i = 0; i < rounds; i++) {
      bed.accept(in(LANE, newKey()));
      instance.lanes.wake();
      // The next one comes at about the moment at which the lane looks for more and ends.
      completing.tryAcquire(1, TimeUnit.SECONDS);
      completing.drainPermits();
      long until = System.nanoTime() + random.nextInt(3_000_000);
      while (System.nanoTime() < until) {
        Thread.onSpinWait();
      }
    }
    awaitEnds(rounds);
    await().until(() -> bed.query("SELECT * FROM scheduled_tasks").isEmpty());
  }

  @Test
  void twoInstancesRunALaneInTheOrderOfAcceptanceAndNeverTwoAtOnce() throws Exception {
    AtomicInteger atOnce = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    List<String> ids = IntStream.range(0, 60).mapToObj(i -> "op-" + (100 - i)).toList();
    for (String id : ids) {
      handler.script(
          id,
          attempt -> {
            most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
            Thread.onSpinWait();
            atOnce.decrementAndGet();
            return ScriptedHandler.done();
          });
    }
    start(4, StepListener.NONE);
    start(4, StepListener.NONE);
    for (String id : ids) {
      bed.accept(in(LANE, key(id)));
      instances.forEach(instance -> instance.lanes.wake());
    }
    awaitEnds(ids.size());

    assertThat(handler.begun).isEqualTo(ids);
    assertThat(most).hasValue(1);
  }

  @Test
  void differentLanesRunSideBySideUpToTheLimit() throws Exception {
    CyclicBarrier together = new CyclicBarrier(3);
    CountDownLatch more = new CountDownLatch(1);
    for (int i = 0; i < 4; i++) {
      handler.script(
          "op-" + i,
          attempt -> {
            if (handler.begun.size() <= 3) {
              together.await(60, TimeUnit.SECONDS);
            }
            more.await();
            return ScriptedHandler.done();
          });
    }
    Instance instance = start(3, StepListener.NONE);
    for (int i = 0; i < 4; i++) {
      bed.accept(in("main/db" + i, key("op-" + i)));
    }
    await().until(() -> together.getNumberWaiting() == 0 && handler.begun.size() == 3);
    assertThat(instance.capacity.working()).isEqualTo(3);
    assertThat(bed.query("SELECT count(*) FROM operation WHERE state = 'RUNNING'"))
        .containsExactly("3");
    more.countDown();
    awaitEnds(4);
  }

  @Test
  void anOtherInstanceTakesALaneForWhichThisOneHasNoPlace() throws Exception {
    CountDownLatch free = new CountDownLatch(1);
    CountDownLatch second = new CountDownLatch(1);
    handler.script(
        "long",
        attempt -> {
          free.await();
          return ScriptedHandler.done();
        });
    handler.script(
        "short",
        attempt -> {
          second.countDown();
          return ScriptedHandler.done();
        });
    start(1, StepListener.NONE);
    bed.accept(in("main/a", key("long")));
    await().until(() -> handler.begun.contains("long"));
    bed.accept(in("main/b", key("short")));
    start(1, StepListener.NONE);

    assertThat(second.await(60, TimeUnit.SECONDS)).isTrue();
    free.countDown();
    awaitEnds(2);
  }

  @Test
  void aParentGivesItsLaneToItsChildAndGoesOnBeforeThoseBehindIt() throws Exception {
    OperationKey parent = key("parent");
    handler.script(
        "parent",
        attempt ->
            attempt.child().isPresent()
                ? ScriptedHandler.done()
                : new Outcome.AwaitChild(
                    new ChildRequest(
                        "backup",
                        Topics.BACKUP_REQUESTED,
                        "first",
                        id -> Requests.command(id, "shop")),
                    "a backup comes first"));
    start(4, StepListener.NONE);
    bed.accept(in(LANE, parent), in(LANE, key("queued")));
    await().until(() -> bed.stateOf(parent).equals("AWAITING"));

    BackupRequested command = (BackupRequested) bed.waiting(Topics.BACKUP_REQUESTED).getFirst();
    OperationKey child = key(command.getOperationId());
    bed.accept(of(child, LANE, command, null));
    await().until(() -> bed.stateOf(child).equals("SUCCEEDED"));
    byte[] fact = bed.codec.encode(bed.waiting(Topics.OPERATION_EVENTS).getLast());
    bed.interventions.childrenEnded(
        List.of(new EndedChild("backup", child.operationId(), "succeeded", fact)));
    awaitEnds(3);

    assertThat(handler.begun).containsExactly("parent", child.operationId(), "parent", "queued");
  }

  @Test
  void theLaneOfADeadInstanceIsTakenOver() throws Exception {
    bed.accept(in(LANE, key("op")));
    bed.beginning.next(LANE);
    bed.update(
        "UPDATE scheduled_tasks SET picked = true, picked_by = 'dead', version = version + 1,"
            + " last_heartbeat = now() - interval '1 minute'");
    start(4, StepListener.NONE);
    awaitEnds(1);

    assertThat(bed.query("SELECT attempt FROM operation")).containsExactly("2");
  }

  @Test
  void anExecutionThatWasStalledUntilItsLaneWasTakenOverBeginsNothing() throws Exception {
    CountDownLatch stalled = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    start(
        4,
        (operation, step) -> {
          if (step.equals("lane-completing")) {
            stalled.countDown();
            awaitQuietly(goOn);
          }
        });
    bed.accept(in(LANE, key("op-1")), in(LANE, key("op-2")));
    stalled.await();
    bed.update("UPDATE scheduled_tasks SET version = version + 1, picked_by = 'another'");
    goOn.countDown();

    await().until(() -> bed.stateOf(key("op-1")).equals("SUCCEEDED"));
    await()
        .during(Duration.ofMillis(300))
        .until(
            () ->
                bed.query("SELECT picked, picked_by FROM scheduled_tasks")
                    .equals(List.of("t another")));
    assertThat(handler.begun).containsExactly("op-1");
  }

  @Test
  void aLaneGoesOnAfterTheStateDatabaseRefusedItsCompletion() throws SQLException, Exception {
    CountDownLatch completing = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    start(
        4,
        (operation, step) -> {
          if (step.equals("lane-completing") && completing.getCount() > 0) {
            completing.countDown();
            awaitQuietly(goOn);
          }
        });
    bed.accept(in(LANE, key("op-1")), in(LANE, key("op-2")));
    completing.await();
    bed.update("ALTER TABLE lane RENAME TO hidden");
    goOn.countDown();
    await().during(Duration.ofMillis(300)).until(() -> bed.stateOf(key("op-2")).equals("ACCEPTED"));
    bed.update("ALTER TABLE hidden RENAME TO lane");

    // Sooner than the heartbeats are missed that would let the lane be taken over.
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> bed.stateOf(key("op-2")).equals("SUCCEEDED"));
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
  }
}
