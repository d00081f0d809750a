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
   * A dump of the snapshot, uncompressed: the codecs compress better and in less time.
   *
   * @param format what only this format needs
   */
  static ProcessRequest request(
      PostgresTool tool, SnapshotState state, Duration lockTimeout, List<String> format) {
    List<String> arguments = new ArrayList<>(format);
    arguments.addAll(
        List.of(
            "--compress=0",
            "--no-password",
            "--snapshot=" + state.exportedId(),
            "--lock-wait-timeout=" + lockTimeout.toMillis()));
    arguments.addAll(state.selection().arguments());
    if (state.standby()) {
      // A standby has no rows of unlogged tables, and reading them there is an error.
      arguments.add("--no-unlogged-table-data");
    }
    return new ProcessRequest(
        tool.path().toString(), arguments, Map.of(), state.properties().physicalName());
  }
}
