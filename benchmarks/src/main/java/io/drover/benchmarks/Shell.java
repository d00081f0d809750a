package io.drover.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs stock pipelines the way an operator would. */
final class Shell {
  private Shell() {}

  static void run(Map<String, String> environment, String pipeline) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(List.of("bash", "-o", "pipefail", "-c", pipeline))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.INHERIT);
    builder.environment().putAll(environment);
    Process process = builder.start();
    if (!process.waitFor(10, TimeUnit.MINUTES) || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new IOException("failed: " + pipeline);
    }
  }

  static Map<String, String> connection(Path passwordFile, String host, int port, String user) {
    return Map.of(
        "PGPASSFILE",
        passwordFile.toString(),
        "PGHOST",
        host,
        "PGPORT",
        String.valueOf(port),
        "PGUSER",
        user);
  }
}
