package io.drover.cli.demo;

import io.drover.cli.CliFailure;
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
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * psql or pg_restore, fed with a dump.
 *
 * @param server where it loads
 * @param log what the program says
 */
record LoadProgram(PostgresServer server, Path log) {
  private static final long HOURS = 2;
  private static final int TAIL = 2_000;
  private static final int PIECE = 1 << 16;

  /**
   * Loads the dump as superuser, up to the first error.
   *
   * @return what the program said at the end when it failed
   */
  Optional<String> run(UserDump dump, String database) throws IOException {
    Process process = start(dump, database);
    try {
      boolean fed = feed(dump, process);
      if (!process.waitFor(HOURS, TimeUnit.HOURS)) {
        throw new CliFailure("Loading " + dump.file() + " took over two hours.", "see " + log);
      }
      return fed && process.exitValue() == 0 ? Optional.empty() : Optional.of(said());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CliFailure("Loading was interrupted.", "./drover demo", e);
    } finally {
      process.destroyForcibly();
    }
  }

  /** Whether the program took all of it. */
  private static boolean feed(UserDump dump, Process process) throws IOException {
    OutputStream input = process.getOutputStream();
    try (InputStream content = dump.content()) {
      byte[] piece = new byte[PIECE];
      for (int length = content.read(piece); length >= 0; length = content.read(piece)) {
        if (!isTaken(input, piece, length)) {
          return false;
        }
      }
    } catch (IOException e) {
      // Its input must not seem complete to the program when the dump cannot be read to its end.
      process.destroyForcibly();
      throw e;
    }
    return isTaken(input, new byte[0], 0);
  }

  /** A program that has ended early breaks the pipe: what it said tells more than that. */
  private static boolean isTaken(OutputStream input, byte[] piece, int length) {
    try {
      if (length > 0) {
        input.write(piece, 0, length);
      } else {
        input.close();
      }
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private Process start(UserDump dump, String database) throws IOException {
    boolean archive = dump.format() == UserDump.Format.ARCHIVE;
    String program = PostgresPrograms.find().program(archive ? "pg_restore" : "psql").toString();
    List<String> command =
        archive
            ? List.of(program, "-w", "--exit-on-error", "--dbname", "dbname='" + database + "'")
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

  private String said() throws IOException {
    String text = new String(Files.readAllBytes(log), StandardCharsets.UTF_8).strip();
    return text.substring(Math.max(0, text.length() - TAIL));
  }
}
