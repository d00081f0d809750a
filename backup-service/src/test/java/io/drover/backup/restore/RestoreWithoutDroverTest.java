package io.drover.backup.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.drover.backup.content.Sql;
import io.drover.backup.testbed.TestBed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs the commands of docs/restore-without-drover.md as they stand there. */
class RestoreWithoutDroverTest {
  private static final String ORIGINAL = "stock_original";
  private static final String COPY = "stock_copy";
  private static final Pattern COMMANDS = Pattern.compile("```sh\n(.*?)```", Pattern.DOTALL);

  // Made by age-keygen for this test.
  private static final String RECIPIENT =
      "age1qy5zfdmatpcsh55x922rjdsvgcqzgmexgwpsc3manzf8x3pwasrqt0035a";
  private static final String IDENTITY =
      "AGE-SECRET-KEY-19UFF6060JMEMPUR9QFU8DA83TT6N0RARVW3C2JTNT86GSNGVQCLQ094HXQ";

  @TempDir Path folder;
  private String unpack = "";

  @Test
  void thePageRestoresABackup() throws Exception {
    try (TestBed bed = new TestBed(folder, ORIGINAL)) {
      restores(bed, List.of(0, 1, 2));
    }
  }

  @Test
  void thePageRestoresAnEncryptedBackup() throws Exception {
    assumeThat(Path.of("/usr/bin/age")).exists();
    String encryption = ", backup: { encryption: { recipients: [" + RECIPIENT + "] } }";
    try (TestBed bed = new TestBed(folder, ORIGINAL, "", encryption)) {
      restores(bed, List.of(0, 1, 3));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "custom, lz4, 4, lz4 -dc",
    "custom, gzip, 4, gzip -dc",
    "custom, none, 4, cat",
    "directory, zstd, 5, ''",
    "directory, lz4, 5, ''",
    "directory, gzip, 5, ''",
    "directory, none, 5, ''",
    "plain, zstd, 6, zstd -dc",
    "plain, none, 6, cat"
  })
  void thePageRestoresEachFormatAndCodec(String format, String codec, int block, String unpack)
      throws Exception {
    this.unpack = unpack;
    String policy = ", backup: { format: " + format + ", compression: { codec: " + codec + " } }";
    try (TestBed bed = new TestBed(folder, ORIGINAL, "", policy)) {
      restores(bed, List.of(0, 1, block));
    }
  }

  private void restores(TestBed bed, List<Integer> blocks) throws Exception {
    bed.drop(ORIGINAL);
    bed.drop(COPY);
    bed.server.createDatabase(ORIGINAL);
    try {
      bed.execute(ORIGINAL, "CREATE TABLE notes AS SELECT generate_series(1, 1234) n");
      bed.run(bed.backup());
      assertThat(run(bed, blocks)).as(Files.readString(folder.resolve("said"))).isZero();
      try (Connection connection = bed.server.connect(COPY)) {
        assertThat(Sql.query(connection, "SELECT count(*) FROM notes", row -> row.getLong(1)))
            .containsExactly(1234L);
      }
    } finally {
      bed.drop(ORIGINAL);
      bed.drop(COPY);
    }
  }

  private int run(TestBed bed, List<Integer> blocks) throws Exception {
    List<String> all = commands();
    StringBuilder script = new StringBuilder("set -euo pipefail\n");
    blocks.forEach(block -> script.append(all.get(block)));
    Path identity = Files.writeString(folder.resolve("identity"), IDENTITY + "\n");
    String mine =
        script
            .toString()
            .replaceFirst("(?m)^BACKUP=.*$", "BACKUP=" + backup(bed))
            .replaceFirst("(?m)^NEW=.*$", "NEW=" + COPY)
            .replaceFirst("(?m)^UNPACK=.*$", "UNPACK=\"" + unpack + "\"")
            .replaceFirst("(?m)^IDENTITY=.*$", "IDENTITY=" + identity);
    ProcessBuilder bash =
        new ProcessBuilder("bash", "-c", mine)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("said").toFile());
    bash.environment().put("PGHOST", bed.server.host());
    bash.environment().put("PGPORT", String.valueOf(bed.server.port()));
    bash.environment().put("PGUSER", bed.server.superuser());
    bash.environment().put("PGPASSWORD", bed.server.password());
    Process process = bash.start();
    assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
    return process.exitValue();
  }

  private static Path backup(TestBed bed) throws Exception {
    return bed.root.resolve(TestBed.DATABASE).resolve(bed.latest().backupId());
  }

  private static List<String> commands() throws IOException {
    Matcher matcher =
        COMMANDS.matcher(Files.readString(Path.of("..", "docs", "restore-without-drover.md")));
    List<String> commands = new ArrayList<>();
    while (matcher.find()) {
      commands.add(matcher.group(1));
    }
    return commands;
  }
}
