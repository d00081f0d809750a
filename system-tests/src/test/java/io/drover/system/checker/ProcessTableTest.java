package io.drover.system.checker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProcessTableTest {
  private static final int PORT = 64_999;

  @Test
  void aProgramThatAnOperationLeftBehindOnItsServerIsSeenAndThatOfAnotherServerIsNot()
      throws IOException {
    var builder = new ProcessBuilder(List.of("bash", "-c", "exec -a pg_dump sleep 60"));
    builder.environment().put("PGAPPNAME", "drover/backup/left");
    builder.environment().put("PGPORT", String.valueOf(PORT));
    Process left = builder.start();
    try {
      await().until(() -> works(PORT));
      assertThat(works(PORT - 1)).isFalse();
      assertThat(works(PORT / 10)).isFalse();
    } finally {
      left.destroyForcibly();
    }
  }

  private static boolean works(int port) {
    return ProcessTable.read().stream().anyMatch(each -> each.worksForDrover(port));
  }
}
