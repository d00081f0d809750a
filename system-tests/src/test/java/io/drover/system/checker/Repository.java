package io.drover.system.checker;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The repository's files, opened with stock tools. */
final class Repository {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path root;

  Repository(Path root) {
    this.root = root;
  }

  /** Manifests by backup id. */
  Map<String, JsonNode> manifests() throws IOException {
    Map<String, JsonNode> manifests = new TreeMap<>();
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(path -> path.endsWith("manifest.json")).toList()) {
        JsonNode manifest = JSON.readTree(file.toFile());
        requireSeal(file, manifest.path("sha256").asText());
        String id = file.getName(file.getNameCount() - 2).toString();
        if (manifests.put(id, manifest) != null || !manifest.path("backupId").asText().equals(id)) {
          throw new IOException("two manifests have the id " + id);
        }
      }
    }
    return manifests;
  }

  /** A manifest's first field is the hash of the file with zeros in the place of its digits. */
  private static void requireSeal(Path file, String stated) throws IOException {
    String zeros = Files.readString(file).replaceFirst(stated, "0".repeat(64));
    if (!stated.matches("[0-9a-f]{64}") || !stated.equals(sha256(zeros.getBytes(UTF_8)))) {
      throw new IOException(file + " differs from its checksum");
    }
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The archive of a manifest. */
  Path archive(JsonNode manifest) {
    return root.resolve(manifest.path("database").asText())
        .resolve(manifest.path("backupId").asText())
        .resolve(manifest.path("archive").path("file").asText());
  }

  /**
   * What is wrong with the archive of a manifest; empty when it is as the manifest says and opens.
   */
  List<String> wrongWith(JsonNode manifest) throws IOException, InterruptedException {
    Path archive = archive(manifest);
    List<String> wrong = new ArrayList<>();
    if (!Files.isRegularFile(archive)) {
      wrong.add("has no archive " + archive);
      return wrong;
    }
    if (!sha256(archive).equals(manifest.path("archive").path("sha256").asText())) {
      wrong.add("has an archive with another SHA-256");
    }
    if (!opens(archive)) {
      wrong.add("has an archive that stock tools do not open");
    }
    return wrong;
  }

  private static boolean opens(Path archive) throws IOException, InterruptedException {
    if (archive.toString().endsWith(".tar")) {
      return unpacks(archive);
    }
    if (archive.toString().endsWith(".sql.zst")) {
      return succeeds("zstd -tq \"$0\"", archive.toString());
    }
    List<Process> pipeline =
        ProcessBuilder.startPipeline(
            List.of(
                new ProcessBuilder("zstd", "-dcq", archive.toString()),
                new ProcessBuilder(PostgresProgram.path("pg_restore"), "--list")
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)));
    boolean good = true;
    for (Process each : pipeline) {
      good &= each.waitFor(120, TimeUnit.SECONDS);
      each.destroyForcibly();
    }
    return good && pipeline.getLast().exitValue() == 0;
  }

  private static boolean unpacks(Path tar) throws IOException, InterruptedException {
    String script =
        """
        folder=$(mktemp -d); trap 'rm -r "$folder"' EXIT; set -e
        tar --extract --file="$0" --directory="$folder"
        zstd -tq "$folder"/*.zst
        "$1" --list "$folder" > /dev/null
        """;
    return succeeds(script, tar.toString(), PostgresProgram.path("pg_restore"));
  }

  /** Whether a script of the shell succeeds. */
  static boolean succeeds(String script, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("sh", "-c", script));
    command.addAll(List.of(arguments));
    Process shell =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    boolean good = shell.waitFor(120, TimeUnit.SECONDS);
    shell.destroyForcibly();
    return good && shell.exitValue() == 0;
  }

  static String sha256(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] buffer = new byte[1 << 16];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
