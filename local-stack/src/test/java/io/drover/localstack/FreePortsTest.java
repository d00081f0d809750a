package io.drover.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FreePortsTest {
  @Test
  void aFreePortThatIsWantedIsGiven() {
    int free = FreePorts.any();

    assertThat(FreePorts.preferring(free)).isEqualTo(free);
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

  @Test
  void noPortIsFoundTwiceNeitherHereNorByAnotherProcess() {
    List<Integer> found = new ArrayList<>(Stream.generate(FreePorts::any).limit(300).toList());

    Commands.output(
            List.of(
                System.getProperty("java.home") + "/bin/java",
                "-cp",
                System.getProperty("java.class.path"),
                PortFinder.class.getName(),
                "300"))
        .lines()
        // A JVM may say something of its own.
        .filter(line -> line.matches("\\d+"))
        .map(Integer::valueOf)
        .forEach(found::add);

    assertThat(found).hasSize(600).doesNotHaveDuplicates();
  }
}
