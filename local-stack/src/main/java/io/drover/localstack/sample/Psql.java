package io.drover.localstack.sample;

import io.drover.localstack.LocalStackException;
import io.drover.localstack.PostgresPrograms;
import io.drover.localstack.PostgresServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs our own SQL files, each in one transaction, as superuser of a database. */
record Psql(PostgresServer server, String database, Path folder) {
  private static final Duration DEADLINE = Duration.ofMinutes(2);
  private static final int TAIL = 2_000;

  void run(Path file) throws IOException {
    Path output = folder.resolve("psql.log");
    Process process = start(file, output);
    try {
      if (!process.waitFor(DEADLINE.toMillis(), TimeUnit.MILLISECONDS)) {
        throw failure(file, "took longer than " + DEADLINE.toMinutes() + " minutes", output);
      }
      if (process.exitValue() != 0) {
        throw failure(file, "ended with exit code " + process.exitValue(), output);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LocalStackException("Interrupted while psql ran.", "try again", e);
    } finally {
      process.destroyForcibly();
    }
  }

  private Process start(Path file, Path output) throws IOException {
    String psql = PostgresPrograms.find().program("psql").toString();
    ProcessBuilder builder =
        new ProcessBuilder(
            psql,
            "-X",
            "-q",
            "-w",
            "-v",
            "ON_ERROR_STOP=1",
            "-v",
            "dbname=" + database,
            "--single-transaction",
            "-f",
            file.toString());
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(name -> name.startsWith("PG"));
    // By environment: as an argument, a name with "=" in it would be read as connection settings.
    environment.put("PGDATABASE", database);
    environment.put("PGHOST", server.host());
    environment.put("PGPORT", Integer.toString(server.port()));
    environment.put("PGUSER", server.superuser());
    environment.put("PGPASSFILE", server.passwordFile().toString());
    environment.put("PGCONNECT_TIMEOUT", "10");
    return builder
        .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
        .redirectErrorStream(true)
        .redirectOutput(output.toFile())
        .start();
  }

  private static LocalStackException failure(Path file, String how, Path output)
      throws IOException {
    String text = new String(Files.readAllBytes(output), StandardCharsets.UTF_8).strip();
    return new LocalStackException(
        "Loading the sample's %s %s.%n%s"
            .formatted(file.getFileName(), how, text.substring(Math.max(0, text.length() - TAIL))),
        "see psql's message; the sample needs PostgreSQL 13 or later with its contrib extensions");
  }
}
