package io.drover.localstack;

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
import java.util.SequencedSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * PostgreSQL's programs on this machine. Folders are searched in this order: {@code DROVER_PG_BIN},
 * those of {@code PATH}, {@code /usr/lib/postgresql/*}{@code /bin} newest first, {@code
 * /usr/pgsql-*}{@code /bin}, Homebrew's. Immutable.
 */
public final class PostgresPrograms {
  private static final Pattern NUMBER = Pattern.compile("\\d+");

  private final List<Path> folders;

  private PostgresPrograms(List<Path> folders) {
    this.folders = folders;
  }

  /** The programs of this machine and this process's environment. */
  public static PostgresPrograms find() {
    return find(System.getenv(), Path.of("/"));
  }

  /** Those of this folder alone. */
  static PostgresPrograms in(Path folder) {
    return new PostgresPrograms(List.of(folder));
  }

  static PostgresPrograms find(Map<String, String> environment, Path root) {
    SequencedSet<Path> folders = new LinkedHashSet<>();
    Stream.of("DROVER_PG_BIN", "PATH")
        .map(name -> environment.getOrDefault(name, ""))
        .flatMap(Pattern.compile(":")::splitAsStream)
        .filter(folder -> folder.startsWith("/"))
        .map(Path::of)
        .forEach(folders::add);
    folders.addAll(newestFirst(root.resolve("usr/lib/postgresql"), "*"));
    folders.addAll(newestFirst(root.resolve("usr"), "pgsql-*"));
    for (String brew : List.of("opt/homebrew/opt", "usr/local/opt")) {
      folders.addAll(newestFirst(root.resolve(brew), "postgresql@*"));
      folders.add(root.resolve(brew).resolve("postgresql/bin"));
      folders.add(root.resolve(brew).resolve("libpq/bin"));
    }
    return new PostgresPrograms(List.copyOf(folders));
  }

  /**
   * The first program of this name, such as {@code pg_dump}.
   *
   * @throws MissingProgramException when there is none
   */
  public Path program(String name) {
    return folders.stream()
        .map(folder -> folder.resolve(name))
        .filter(PostgresPrograms::isProgram)
        .findFirst()
        .orElseThrow(() -> missing(name));
  }

  /**
   * The folder with {@code initdb} and {@code postgres} of the newest found or, if asked for, of
   * one major version.
   */
  Path serverFolder(Optional<String> majorVersion) {
    return folders.stream()
        .filter(
            folder -> isProgram(folder.resolve("initdb")) && isProgram(folder.resolve("postgres")))
        .filter(
            folder ->
                majorVersion.isEmpty()
                    || majorVersion.get().equals(majorVersionOf(folder.resolve("postgres"))))
        .findFirst()
        .orElseThrow(
            () -> missing("postgres" + majorVersion.map(version -> " " + version).orElse("")));
  }

  /** Major version of the first {@code pg_dump}, such as 17; empty when there is none. */
  Optional<String> dumpVersion() {
    return folders.stream()
        .map(folder -> folder.resolve("pg_dump"))
        .filter(PostgresPrograms::isProgram)
        .findFirst()
        .map(PostgresPrograms::majorVersionOf)
        .filter(version -> !version.isEmpty());
  }

  private static String majorVersionOf(Path program) {
    String line = Commands.output(List.of(program.toString(), "--version"));
    Matcher number = NUMBER.matcher(line);
    return number.find() ? number.group() : "";
  }

  private MissingProgramException missing(String name) {
    return new MissingProgramException(
        "PostgreSQL's program "
            + name
            + " was not found in "
            + folders.size()
            + " folders (DROVER_PG_BIN may name one).",
        InstallCommands.postgres());
  }

  /**
   * Debian's wrapper is left out: it guesses a version, and is a Perl program that starts slowly.
   */
  private static boolean isProgram(Path path) {
    try {
      return Files.isRegularFile(path)
          && Files.isExecutable(path)
          && !path.toRealPath().endsWith("pg_wrapper");
    } catch (IOException e) {
      return false;
    }
  }

  private static List<Path> newestFirst(Path parent, String glob) {
    List<Path> found = new ArrayList<>();
    if (Files.isDirectory(parent)) {
      try (DirectoryStream<Path> versions = Files.newDirectoryStream(parent, glob)) {
        versions.forEach(version -> found.add(version.resolve("bin")));
      } catch (IOException e) {
        return List.of();
      }
    }
    found.sort(Comparator.comparingInt(PostgresPrograms::number).reversed());
    return found;
  }

  private static int number(Path bin) {
    Matcher number = NUMBER.matcher(String.valueOf(bin.getName(bin.getNameCount() - 2)));
    return number.find() ? Integer.parseInt(number.group()) : 0;
  }
}
