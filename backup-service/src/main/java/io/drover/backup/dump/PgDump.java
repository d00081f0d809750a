package io.drover.backup.dump;

import io.drover.service.process.PostgresTool;
import io.drover.service.process.ProcessRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** How pg_dump is called. */
final class PgDump {
  static final String NAME = "pg_dump";

  private PgDump() {}

  /**
   * A dump of the snapshot to standard output, uncompressed: zstd compresses better and in less
   * time.
   */
  static ProcessRequest request(PostgresTool tool, SnapshotState state, Duration lockTimeout) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--format=custom",
                "--compress=0",
                "--no-password",
                "--snapshot=" + state.exportedId(),
                "--lock-wait-timeout=" + lockTimeout.toMillis()));
    if (state.standby()) {
      // A standby has no rows of unlogged tables, and reading them there is an error.
      arguments.add("--no-unlogged-table-data");
    }
    return new ProcessRequest(
        tool.path().toString(), arguments, Map.of(), state.properties().physicalName());
  }
}
