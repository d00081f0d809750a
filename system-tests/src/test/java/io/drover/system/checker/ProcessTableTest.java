package io.drover.system.checker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ProcessTableTest {
  private static final int PORT = 64_999;

  @Test
  void aProgramThatAnOperationLeftBehindOnItsServerIsSeenAndThatOfAnotherServerIsNot()
      throws IOException {
    Process left = left("on-" + PORT, String.valueOf(PORT));
    try {
      await().atMost(Duration.ofSeconds(50)).until(() -> works("on-" + PORT, PORT));
      assertThat(works("on-" + PORT, PORT - 1)).isFalse();
      assertThat(works("on-" + PORT, PORT / 10)).isFalse();
    } finally {
      left.destroyForcibly();
    }
  }

  @Test
  void aProgramThatDoesNotSayItsServerIsSeenByAll() throws IOException {
    Process left = left("anywhere", null);
    try {
      await().atMost(Duration.ofSeconds(50)).until(() -> works("anywhere", PORT));
    } finally {
      left.destroyForcibly();
    }
  }

  private static Process left(String name, @Nullable String port) throws IOException {
    var builder = new ProcessBuilder(List.of("bash", "-c", "exec -a pg_dump sleep 60"));
    builder.environment().put("PGAPPNAME", "drover/backup/" + name);
    builder.environment().remove("PGPORT");
    if (port != null) {
      builder.environment().put("PGPORT", port);
    }
    return builder.start();
  }

  private static boolean works(String name, int port) {
    return ProcessTable.read().stream()
        .anyMatch(each -> each.holds("drover/backup/" + name) && each.worksForDrover(port));
  }
}
