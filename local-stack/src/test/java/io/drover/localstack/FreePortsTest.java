package io.drover.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FreePortsTest {
  @Test
  void aFreePortThatIsWantedIsGiven() {
    int free = FreePorts.any();

    assertThat(FreePorts.preferring(free)).isEqualTo(free);
  }

  @Test
  void noPortIsGivenTwice() {
    assertThat(Stream.generate(FreePorts::any).limit(500)).doesNotHaveDuplicates();
  }

  @Test
  void insteadOfATakenPortAnotherIsGiven() throws Exception {
    try (var taken = new ServerSocket(FreePorts.any(), 1, InetAddress.ofLiteral("127.0.0.1"))) {
      int given = FreePorts.preferring(taken.getLocalPort());

      assertThat(given).isNotEqualTo(taken.getLocalPort());
      assertThat(FreePorts.isFree(given)).isTrue();
      assertThat(FreePorts.isFree(taken.getLocalPort())).isFalse();
    }
  }
}
