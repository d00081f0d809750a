package io.drover.system.harness;

import io.drover.localstack.PostgresPrograms;
import io.drover.localstack.PostgresServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Loads dumps that others made: plain or custom format, as they are or compressed. */
public final class DumpLoader {
  private static final int LONGEST_MINUTES = 5;

  private DumpLoader() {}

  /** Whether the file looks like a dump by its name. */
  public static boolean isDump(Path file) {
    return Files.isRegularFile(file)
        && file.getFileName().toString().matches(".*\\.(sql|dump|backup|pgdump)(\\.(gz|zst))?");
  }

  /**
   * Loads a dump into a new database; a script that makes its own database has that one renamed.
   */
  public static void load(PostgresServer server, Path dump, String database)
      throws IOException, SQLException, InterruptedException {
    Set<String> before = databases(server);
    server.createDatabase(database);
    run(server, dump, database);
    Set<String> made = databases(server);
    made.removeAll(before);
    made.remove(database);
    if (!made.isEmpty()) {
      try (Connection connection = server.connect("postgres");
          var statement = connection.createStatement()) {
        statement.execute("DROP DATABASE " + database);
        statement.execute(
            "ALTER DATABASE \"" + made.iterator().next() + "\" RENAME TO " + database);
      }
    }
  }

  private static void run(PostgresServer server, Path dump, String database)
      throws IOException, InterruptedException {
    String name = dump.getFileName().toString();
    String open = name.endsWith(".gz") ? "gzip -dc" : name.endsWith(".zst") ? "zstd -dcq" : "cat";
    String program = name.contains(".sql") ? "psql" : "pg_restore";
    List<String> arguments =
        name.contains(".sql")
            ? List.of("-qX", "-v", "ON_ERROR_STOP=1", "-d", database)
            : List.of("--exit-on-error", "--no-owner", "-d", database);
    Path output = Files.createTempFile("drover-load-", ".log");
    ProcessBuilder load =
        new ProcessBuilder(PostgresPrograms.find().program(program).toString())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    load.command().addAll(arguments);
    load.environment().put("PGHOST", server.host());
    load.environment().put("PGPORT", String.valueOf(server.port()));
    load.environment().put("PGUSER", server.superuser());
    load.environment().put("PGPASSFILE", server.passwordFile().toString());
    List<Process> pipeline =
        ProcessBuilder.startPipeline(
            List.of(
                new ProcessBuilder("sh", "-c", "exec " + open + " < \"$0\"", dump.toString()),
                load));
    for (Process each : pipeline) {
      if (!each.waitFor(LONGEST_MINUTES, TimeUnit.MINUTES) || each.exitValue() != 0) {
        pipeline.forEach(Process::destroyForcibly);
        throw new IOException(
            dump + " cannot be loaded: " + Files.readString(output, StandardCharsets.UTF_8));
      }
    }
    Files.delete(output);
  }

  private static Set<String> databases(PostgresServer server) throws SQLException {
    try (Connection connection = server.connect("postgres");
        var statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT datname FROM pg_database")) {
      Set<String> names = new HashSet<>();
      while (row.next()) {
        names.add(row.getString(1));
      }
      return names;
    }
  }
}
