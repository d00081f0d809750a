package io.drover.backup.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.localstack.PostgresServer;
import io.drover.service.process.PostgresTools;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** PostgreSQL's own programs, run without Drover. */
public final class StockTools {
  private StockTools() {}

  /** What pg_dump writes of a database. */
  public static byte[] dump(PostgresServer server, String database, String... options)
      throws Exception {
    List<String> command = new ArrayList<>();
    command.add(new PostgresTools("").dumpFor(0).path().toString());
    command.addAll(List.of(options));
    command.add("--dbname=dbname='" + database.replace("\\", "\\\\").replace("'", "\\'") + "'");
    return run(server, command);
  }

  /** Runs a command as a person pastes it; it succeeds. */
  public static void paste(PostgresServer server, String command) throws Exception {
    Path programs = new PostgresTools("").dumpFor(0).path().getParent();
    byte[] _ = run(server, List.of("sh", "-c", "PATH=" + programs + ":$PATH; " + command));
  }

  /** What {@code sha256sum * | sha256sum} tells in a folder. */
  public static String sha256OfFiles(Path folder) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder("sh", "-c", "sha256sum * | sha256sum").directory(folder.toFile());
    builder.environment().put("LC_ALL", "C");
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    assertThat(process.waitFor()).isZero();
    return output.substring(0, output.indexOf(' '));
  }

  /** What a program writes that is run against a server; it succeeds. */
  public static byte[] run(PostgresServer server, List<String> command) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().put("PGHOST", server.host());
    builder.environment().put("PGPORT", Integer.toString(server.port()));
    builder.environment().put("PGUSER", server.superuser());
    builder.environment().put("PGPASSWORD", server.password());
    Process process = builder.start();
    byte[] output = process.getInputStream().readAllBytes();
    assertThat(process.waitFor()).isZero();
    return output;
  }

  /** SHA-256 of a file. */
  public static String sha256(Path file) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(read(file)));
  }

  private static byte[] read(Path file) throws IOException {
    return Files.readAllBytes(file);
  }
}
