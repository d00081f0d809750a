package io.drover.cli.demo;

import io.drover.cli.CliFailure;
import io.drover.cli.ExitCode;
import io.drover.localstack.PostgresPrograms;
import io.drover.localstack.PostgresServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Loads the user's own dump with the stock programs, streamed. */
final class DumpLoader {
  private static final int TAIL = 2_000;
  private static final long HOURS = 2;

  private final PostgresServer server;
  private final Path log;

  /**
   * @param log where what the programs say is kept
   */
  DumpLoader(PostgresServer server, Path log) {
    this.server = server;
    this.log = log;
  }

  /**
   * Makes the database and loads the dump into it.
   *
   * @throws CliFailure the program that loads it does not accept it
   */
  void load(UserDump dump, String database) {
    server.createDatabase(database);
    try {
      Process process = start(dump, database);
      try (InputStream content = dump.content();
          OutputStream input = process.getOutputStream()) {
        content.transferTo(input);
      } catch (IOException broken) {
        // The program has ended early: what it said tells more than a broken pipe.
        require(process, dump, broken);
      }
      require(process, dump, null);
    } catch (IOException e) {
      throw new CliFailure("The dump cannot be loaded: " + e.getMessage(), "see " + log, e);
    }
  }

  private Process start(UserDump dump, String database) throws IOException {
    String program =
        PostgresPrograms.find()
            .program(dump.format() == UserDump.Format.CUSTOM ? "pg_restore" : "psql")
            .toString();
    List<String> command =
        dump.format() == UserDump.Format.CUSTOM
            ? List.of(program, "-w", "--exit-on-error", "--no-owner", "--dbname", database)
            : List.of(program, "-X", "-q", "-w", "-v", "ON_ERROR_STOP=1");
    ProcessBuilder builder = new ProcessBuilder(command);
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(name -> name.startsWith("PG"));
    environment.put("PGDATABASE", database);
    environment.put("PGHOST", server.host());
    environment.put("PGPORT", Integer.toString(server.port()));
    environment.put("PGUSER", server.superuser());
    environment.put("PGPASSFILE", server.passwordFile().toString());
    return builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
  }

  private void require(Process process, UserDump dump, @Nullable IOException broken) throws IOException {
    try {
      if (!process.waitFor(HOURS, TimeUnit.HOURS)) {
        process.destroyForcibly();
        throw new CliFailure("Loading " + dump.file() + " took over two hours.", "see " + log);
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new CliFailure("Loading was interrupted.", "./drover demo", e);
    }
    if (process.exitValue() != 0 || broken != null) {
      String said = Files.readString(log, StandardCharsets.ISO_8859_1).strip();
      throw new CliFailure(
          ExitCode.FAILED,
          "PostgreSQL does not take the dump "
              + dump.file()
              + ":\n"
              + said.substring(Math.max(0, said.length() - TAIL)),
          "make the roles and extensions that it names part of it, or dump it again with"
              + " pg_dump --no-owner --no-acl",
          broken);
    }
  }
}
