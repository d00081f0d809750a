package io.drover.service.attempt;

import static io.drover.service.testbed.Requests.in;
import static io.drover.service.testbed.Requests.newKey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.drover.bus.BusConfig;
import io.drover.localstack.PostgresServer;
import io.drover.localstack.TestStack;
import io.drover.service.ledger.OperationKey;
import io.drover.service.testbed.Instance;
import io.drover.service.testbed.ScriptedHandler;
import io.drover.service.testbed.StateBed;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class StateDatabaseAwayTest {
  @Test
  void anAttemptThatEndsWhileTheStateDatabaseIsAwayIsToldWhenItIsBackAndNotRepeated()
      throws Exception {
    ScriptedHandler handler = new ScriptedHandler();
    OperationKey key = newKey();
    OperationKey next = newKey();
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch done = new CountDownLatch(1);
    handler.script(
        key.operationId(),
        attempt -> {
          begun.countDown();
          done.await();
          return ScriptedHandler.done();
        });
    try (PostgresServer server = TestStack.newPostgres();
        StateBed bed = new StateBed(server, new BusConfig("127.0.0.1:1", "test."));
        Instance instance = new Instance(bed, "one", handler)) {
      bed.accept(in("main/shop", key), in("main/shop", next));
      begun.await();
      server.kill();
      done.countDown();
      await().during(Duration.ofSeconds(1)).until(() -> instance.capacity.working() == 1);
      server.start();

      await()
          .atMost(Duration.ofSeconds(80))
          .ignoreExceptions()
          .until(() -> bed.stateOf(next).equals("SUCCEEDED"));
      assertThat(bed.stateOf(key)).isEqualTo("SUCCEEDED");
      assertThat(handler.begun).containsExactly(key.operationId(), next.operationId());
      assertThat(bed.query("SELECT attempt FROM operation")).containsExactly("1", "1");
    }
  }
}
