package io.drover.system.checker;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The processes of this machine, as anyone with the same user sees them. */
final class ProcessTable {
  private ProcessTable() {}

  /** Command line and environment of a process, words divided by spaces. */
  record Entry(String commandLine, String environment) {
    /** Whether it is a program of an operation, unless it says to be one of another server. */
    boolean worksForDrover(int port) {
      return commandLine.matches("\\S*pg_(dump|restore) .*")
          && environment.contains("PGAPPNAME=drover/")
          && !environment.matches("(?s)(.* )?PGPORT=(?!" + port + "( |$)).*");
    }

    boolean holds(String text) {
      return commandLine.contains(text) || environment.contains(text);
    }
  }

  static List<Entry> read() {
    List<Entry> entries = new ArrayList<>();
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      for (Path process : processes) {
        String commandLine = text(process.resolve("cmdline"));
        if (!commandLine.isEmpty()) {
          entries.add(new Entry(commandLine, text(process.resolve("environ"))));
        }
      }
    } catch (IOException noSuchSystem) {
      return List.of();
    }
    return entries;
  }

  private static String text(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8).replace('\0', ' ');
    } catch (IOException gone) {
      return "";
    }
  }
}
