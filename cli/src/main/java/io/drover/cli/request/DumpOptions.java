package io.drover.cli.request;

import io.drover.schemas.BackupRequested;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a database shall be dumped, where not as the policy says. */
final class DumpOptions {
  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "auto, custom, directory (in parallel) or plain (SQL text).")
  private String format = "";

  @Option(
      names = "--jobs",
      paramLabel = "N",
      description = "With format directory: processes that dump side by side, 1 to 16.")
  private @Nullable Integer jobs;

  @Option(names = "--codec", paramLabel = "CODEC", description = "zstd, lz4, gzip or none.")
  private String codec = "";

  @Option(names = "--level", paramLabel = "N", description = "Level of the codec.")
  private @Nullable Integer level;

  void fill(BackupRequested.Builder body) {
    body.setFormat(format).setJobs(jobs).setCodec(codec).setLevel(level);
  }
}
