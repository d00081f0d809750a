package io.drover.backup.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.localstack.PostgresServer;
import io.drover.service.process.PostgresTools;
import java.io.IOException;
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
