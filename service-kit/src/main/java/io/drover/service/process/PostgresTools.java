package io.drover.service.process;

import io.drover.schemas.FailureCode;
import io.drover.service.operation.OperationFailure;
import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Finds pg_dump, pg_restore and psql: in the setting {@code drover.pg-bin}, {@code
 * /usr/lib/postgresql/*}, Homebrew's folders and PATH. What was found is remembered; what was not
 * is looked for again at the next call. Thread-safe.
 */
public final class PostgresTools {
  private final String configured;
  private final String path;
  private final List<Path> roots;
  private final ToolVersions versions = new ToolVersions();
  private final Map<String, List<PostgresTool>> found = new ConcurrentHashMap<>();

  /**
   * @param configured a folder with PostgreSQL's programs, empty for none
   */
  public PostgresTools(String configured) {
    this(
        configured,
        Optional.ofNullable(System.getenv("PATH")).orElse(""),
        List.of(
            Path.of("/usr/lib/postgresql"),
            Path.of("/opt/homebrew/opt"),
            Path.of("/usr/local/opt")));
  }

  PostgresTools(String configured, String path, List<Path> roots) {
    this.configured = configured;
    this.path = path;
    this.roots = roots;
  }

  /**
   * The oldest pg_dump that is not older than the server.
   *
   * @throws OperationFailure {@code VERSION_MISMATCH} all are older, {@code TOOL_MISSING} there is
   *     none
   */
  public PostgresTool dumpFor(int serverMajor) throws OperationFailure {
    return oldestFrom("pg_dump", serverMajor, serverMajor);
  }

  /**
   * A pg_restore that reads the archive: the oldest that is not older than the server either, else
   * the newest there is.
   *
   * @param archiveToolMajor major version of the pg_dump that wrote the archive
   * @throws OperationFailure {@code VERSION_MISMATCH} all are older than the archive, {@code
   *     TOOL_MISSING} there is none
   */
  public PostgresTool restoreFor(int archiveToolMajor, int serverMajor) throws OperationFailure {
    return oldestFrom("pg_restore", archiveToolMajor, Math.max(archiveToolMajor, serverMajor));
  }

  /**
   * The newest psql.
   *
   * @throws OperationFailure {@code TOOL_MISSING} there is none
   */
  public PostgresTool psql() throws OperationFailure {
    return oldestFrom("psql", 0, Integer.MAX_VALUE);
  }

  private PostgresTool oldestFrom(String name, int needed, int wanted) throws OperationFailure {
    Optional<PostgresTool> known = choose(found.getOrDefault(name, List.of()), needed, wanted);
    if (known.isPresent() && Files.isExecutable(known.get().path())) {
      return known.get();
    }
    List<PostgresTool> tools = look(name);
    found.put(name, tools);
    Optional<PostgresTool> chosen = choose(tools, needed, wanted);
    if (chosen.isEmpty()) {
      throw none(name, needed, tools);
    }
    return chosen.get();
  }

  private static Optional<PostgresTool> choose(List<PostgresTool> tools, int needed, int wanted) {
    Comparator<PostgresTool> byMajor = Comparator.comparingInt(PostgresTool::major);
    return tools.stream()
        .filter(tool -> tool.major() >= wanted)
        .min(byMajor)
        .or(() -> tools.stream().filter(tool -> tool.major() >= needed).max(byMajor));
  }

  private List<PostgresTool> look(String name) {
    return folders().stream()
        .map(folder -> versions.of(name, folder.resolve(name)))
        .flatMap(Optional::stream)
        .toList();
  }

  /** Where to look; of tools with one version the first found serves. */
  private Set<Path> folders() {
    Set<Path> folders = new LinkedHashSet<>();
    if (!configured.isBlank()) {
      folders.add(Path.of(configured));
    }
    roots.forEach(root -> folders.addAll(under(root)));
    for (String entry : path.split(File.pathSeparator, -1)) {
      if (!entry.isBlank() && Path.of(entry).isAbsolute()) {
        folders.add(Path.of(entry));
      }
    }
    return folders;
  }

  private static List<Path> under(Path root) {
    List<Path> folders = new ArrayList<>();
    try (DirectoryStream<Path> versions =
        Files.newDirectoryStream(root, "{[0-9]*,postgresql*,libpq*}")) {
      versions.forEach(version -> folders.add(version.resolve("bin")));
    } catch (IOException e) {
      return List.of();
    }
    folders.sort(Comparator.naturalOrder());
    return folders;
  }

  private static OperationFailure none(String name, int needed, List<PostgresTool> tools) {
    if (tools.isEmpty()) {
      return OperationFailure.of(
          FailureCode.TOOL_MISSING,
          name + " is not installed where the service runs.",
          installCommand(needed == 0 ? "" : "-" + needed));
    }
    String have =
        tools.stream().map(PostgresTool::version).distinct().collect(Collectors.joining(", "));
    return OperationFailure.of(
        FailureCode.VERSION_MISMATCH,
        name + " of version " + needed + " or later is needed; installed: " + have + ".",
        installCommand("-" + needed));
  }

  static String installCommand(String suffix) {
    return Files.isDirectory(Path.of("/opt/homebrew"))
        ? "brew install postgresql" + suffix.replace('-', '@')
        : "sudo apt-get install postgresql-client" + suffix;
  }
}
