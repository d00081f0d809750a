package io.drover.service.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.localstack.TestStack;
import io.drover.service.testbed.StateBed;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class StateSchemaTest {
  private static final int INSTANCES = 6;

  @Test
  void instancesThatStartTogetherForTheFirstTimeAllHaveTheTables() throws Exception {
    String schema = "test_" + UUID.randomUUID().toString().replace("-", "");
    CyclicBarrier together = new CyclicBarrier(INSTANCES);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<StateDatabase>> starts =
          IntStream.range(0, INSTANCES)
              .mapToObj(
                  _ ->
                      threads.submit(
                          () -> {
                            together.await();
                            return StateBed.open(TestStack.postgres(), schema);
                          }))
              .toList();
      for (Future<StateDatabase> each : starts) {
        try (StateDatabase state = each.get()) {
          assertThat(state.now()).isNotNull();
        }
      }
    }
  }
}
