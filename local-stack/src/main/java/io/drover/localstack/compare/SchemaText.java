package io.drover.localstack.compare;

import io.drover.localstack.LocalStackException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The schema as {@code pg_dump} writes it, without what differs from run to run. */
final class SchemaText {
  private static final Duration DEADLINE = Duration.ofMinutes(5);
  private static final Pattern HEADING =
      Pattern.compile("-- Name: (.*); Type: (.*); Schema: (.*); Owner: ?(.*)");
  private static final Pattern NOISE =
      Pattern.compile(
          "(\\\\(un)?restrict .*|-- Dumped (from database|by pg_dump) version .*|--|-- PostgreSQL database dump.*)?");

  private SchemaText() {}

  static String dump(Path program, ServerAddress server, String database, String snapshot)
      throws IOException {
    List<String> command =
        List.of(
            program.toString(),
            "--schema-only",
            "--no-password",
            "--snapshot=" + snapshot,
            "--host=" + server.host(),
            "--port=" + server.port(),
            "--username=" + server.user(),
            "--dbname=" + connectionString(database));
    Path output = Files.createTempFile("drover-schema-", ".sql");
    Path errors = Files.createTempFile("drover-schema-", ".txt");
    try {
      var builder =
          new ProcessBuilder(command)
              .redirectOutput(output.toFile())
              .redirectError(errors.toFile());
      builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
      builder.environment().put("PGPASSFILE", server.passwordFile().toString());
      builder.environment().put("PGCLIENTENCODING", "UTF8");
      await(builder.start(), errors);
      try (InputStream text = Files.newInputStream(output)) {
        return new String(text.readAllBytes(), StandardCharsets.UTF_8);
      }
    } finally {
      Files.deleteIfExists(output);
      Files.deleteIfExists(errors);
    }
  }

  /** A name that looks like a connection string would be taken for one. */
  private static String connectionString(String database) {
    return "dbname='" + database.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }

  private static void await(Process process, Path errors) throws IOException {
    try {
      boolean ended = process.waitFor(DEADLINE.toSeconds(), TimeUnit.SECONDS);
      if (!ended || process.exitValue() != 0) {
        throw new LocalStackException(
            "pg_dump "
                + (ended
                    ? "failed: " + Files.readString(errors).strip()
                    : "did not end within five minutes."),
            "run it by hand, or install a pg_dump that is not older than the server");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LocalStackException("Interrupted while pg_dump ran.", "try again", e);
    } finally {
      process.destroyForcibly();
    }
  }

  /** The statements of each object under its heading. */
  static SortedMap<String, String> objects(String dump) {
    SortedMap<String, StringBuilder> texts = new TreeMap<>();
    StringBuilder text = texts.computeIfAbsent("schema preamble", key -> new StringBuilder());
    for (String line : dump.lines().toList()) {
      Matcher heading = HEADING.matcher(line);
      if (heading.matches()) {
        String name =
            "schema %s %s.%s".formatted(heading.group(2), heading.group(3), heading.group(1));
        text = texts.computeIfAbsent(name, key -> new StringBuilder());
        text.append("-- owner ").append(heading.group(4)).append('\n');
      } else if (!NOISE.matcher(line).matches()) {
        text.append(line).append('\n');
      }
    }
    SortedMap<String, String> objects = new TreeMap<>();
    texts.forEach((name, lines) -> objects.put(name, lines.toString()));
    return objects;
  }
}
