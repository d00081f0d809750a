package io.drover.service.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.bus.BusConfig;
import io.drover.bus.TransactionalPublisher;
import io.drover.localstack.TestStack;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class RelayMarkersTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  private final BusConfig bus =
      new BusConfig(
          TestStack.kafka().bootstrapServers(),
          "t" + UUID.randomUUID().toString().substring(0, 8) + ".");
  private final RelayMarkers markers = RelayMarkers.of(bus, "test");

  private void write(TransactionalPublisher publisher, boolean commit, long... ids)
      throws Exception {
    publisher.begin();
    publisher.send(markers.topic(), RelayMarkers.KEY, RelayMarkers.encode(ids), Map.of());
    if (commit) {
      publisher.commit();
    } else {
      publisher.abort();
    }
  }

  @Test
  void thereIsNoneInANewTopic() throws Exception {
    assertThat(markers.last(LONG)).isEmpty();
  }

  @Test
  void theNewestCommittedOneIsFoundBehindAnyNumberOfAbortedOnes() throws Exception {
    try (TransactionalPublisher publisher = markers.publisher()) {
      publisher.init();
      write(publisher, true, 1, 2, 3);
      write(publisher, true, 4, Long.MAX_VALUE);
      write(publisher, false, 5);
      assertThat(markers.last(LONG)).containsExactly(4, Long.MAX_VALUE);
      for (int i = 0; i < 250; i++) {
        write(publisher, false, 6 + i);
      }
      assertThat(markers.last(LONG)).containsExactly(4, Long.MAX_VALUE);
    }
  }
}
