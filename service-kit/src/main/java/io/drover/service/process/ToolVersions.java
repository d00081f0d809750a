package io.drover.service.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Asks programs for their versions, each once as long as its file stays the same. Thread-safe. */
final class ToolVersions {
  private static final Pattern VERSION = Pattern.compile("\\(PostgreSQL\\) (\\d+)([.\\d]*\\w*)");
  private static final int LIMIT_SECONDS = 10;

  private record Key(Path path, FileTime modified) {}

  private final Map<Key, PostgresTool> known = new ConcurrentHashMap<>();

  /** The tool, or empty when the file is none. */
  Optional<PostgresTool> of(String name, Path path) {
    try {
      Path real = path.toRealPath();
      // Debian's wrapper is a Perl script that chooses a version by rules of its own.
      if (!Files.isExecutable(real) || real.endsWith("pg_wrapper")) {
        return Optional.empty();
      }
      var key = new Key(path, Files.getLastModifiedTime(real));
      PostgresTool before = known.get(key);
      if (before != null) {
        return Optional.of(before);
      }
      // What was not found is looked for again: the probe may have been interrupted, or too slow
      // this once.
      Optional<PostgresTool> probed = probe(name, path);
      probed.ifPresent(tool -> known.put(key, tool));
      return probed;
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static Optional<PostgresTool> probe(String name, Path path) {
    try {
      var builder = new ProcessBuilder(path.toString(), "--version").redirectErrorStream(true);
      builder.environment().put("LC_ALL", "C");
      Process process = builder.start();
      process.getOutputStream().close();
      if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return Optional.empty();
      }
      String said = new String(process.getInputStream().readNBytes(1000), UTF_8);
      Matcher matcher = VERSION.matcher(said);
      return matcher.find()
          ? Optional.of(
              new PostgresTool(
                  name,
                  path,
                  Integer.parseInt(matcher.group(1)),
                  matcher.group(1) + matcher.group(2)))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}
