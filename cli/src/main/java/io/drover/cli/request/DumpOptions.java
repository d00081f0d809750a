package io.drover.cli.request;

import io.drover.schemas.BackupRequested;
import java.util.ArrayList;
import java.util.List;
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

  @Option(
      names = "--schema",
      paramLabel = "SCHEMA",
      description = "Only this schema; may be repeated. A partial backup, as with all that follow.")
  private List<String> schemas = new ArrayList<>();

  @Option(
      names = "--exclude-schema",
      paramLabel = "SCHEMA",
      description = "Leave this schema out; may be repeated.")
  private List<String> withoutSchemas = new ArrayList<>();

  @Option(
      names = "--table",
      paramLabel = "SCHEMA.TABLE",
      description = "Only this table; may be repeated.")
  private List<String> tables = new ArrayList<>();

  @Option(
      names = "--exclude-table",
      paramLabel = "SCHEMA.TABLE",
      description = "Leave this table out; may be repeated.")
  private List<String> withoutTables = new ArrayList<>();

  @Option(
      names = "--exclude-table-data",
      paramLabel = "SCHEMA.TABLE",
      description = "Leave the rows of this table out; may be repeated.")
  private List<String> withoutRows = new ArrayList<>();

  void fill(BackupRequested.Builder body) {
    body.setFormat(format).setJobs(jobs).setCodec(codec).setLevel(level);
    body.setIncludeSchemas(schemas)
        .setExcludeSchemas(withoutSchemas)
        .setIncludeTables(tables)
        .setExcludeTables(withoutTables)
        .setExcludeTableData(withoutRows);
  }
}
