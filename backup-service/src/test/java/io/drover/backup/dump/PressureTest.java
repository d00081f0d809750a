package io.drover.backup.dump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.drover.backup.spool.Spool;
import io.drover.backup.spool.SpoolFolder;
import io.drover.service.process.ChildProcess;
import io.drover.service.process.ProcessRequest;
import io.drover.service.process.ProcessRunner;
import io.drover.service.target.SecretReference;
import io.drover.service.target.ServerEntry;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PressureTest {
  private static final int ROOM = 1000;

  @Test
  void workersThatStandStillGoOnWhereNothingIsFinishedAndThereIsRoom(@TempDir Path folder)
      throws Exception {
    ServerEntry server =
        new ServerEntry(
            "main", "h", 1, "postgres", "u", new SecretReference("env:PATH"), "prefer", "");
    ProcessRequest workers =
        new ProcessRequest("sh", List.of("-c", "sleep 600 & wait"), Map.of(), "postgres");
    try (ProcessRunner processes = new ProcessRunner();
        SpoolFolder spool = new Spool(folder.resolve("spool"), ROOM).begin();
        ChildProcess child = processes.start(workers, server, "drover/backup/op-1");
        Pressure pressure = Pressure.start(child, spool, ROOM);
        FileChannel unfinished =
            FileChannel.open(
                Files.write(spool.makeDump().resolve("1.dat"), new byte[ROOM + 1]),
                StandardOpenOption.WRITE)) {
      await().atMost(Duration.ofSeconds(30)).until(pressure::paused);
      unfinished.truncate(ROOM - 1);
      await().during(Duration.ofMillis(100)).until(pressure::paused);

      pressure.drained();
      pressure.nothingToDrain();

      await().atMost(Duration.ofSeconds(30)).until(() -> !pressure.paused());
      assertThat(child.isAlive()).isTrue();
    }
  }
}
