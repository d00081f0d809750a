package io.drover.backup.dump;

import io.drover.backup.archive.ByteMeter;
import io.drover.backup.archive.DirectoryWriter;
import io.drover.schemas.FailureCode;
import io.drover.service.operation.OperationFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Takes the finished files of a directory dump out of the spool. Not thread-safe. */
final class Draining {
  private final Path dump;
  private final DirectoryWriter archive;
  private final ByteMeter meter;

  Draining(Path dump, DirectoryWriter archive, ByteMeter meter) {
    this.dump = dump;
    this.archive = archive;
    this.meter = meter;
  }

  /**
   * Stores what belongs to an item that pg_dump calls finished.
   *
   * @throws OperationFailure it has no file: a name of a table looks like words of pg_dump
   */
  void finished(long item) throws OperationFailure, IOException, InterruptedException {
    Path rows = dump.resolve(item + ".dat");
    if (Files.exists(rows)) {
      archive.add(rows, meter);
      return;
    }
    // Large objects have one list for all up to version 16, and one an item since.
    Path all = dump.resolve("blobs.toc");
    Path list = Files.exists(all) ? all : dump.resolve("blobs_" + item + ".toc");
    if (!Files.exists(list)) {
      throw OperationFailure.of(
          FailureCode.INTERNAL,
          "pg_dump told of item " + item + ", which has no file.",
          "Use the format custom, which does not depend on what pg_dump says.");
    }
    for (String line : Files.readAllLines(list)) {
      Path file = dump.resolve(line.substring(line.indexOf(' ') + 1)).normalize();
      if (dump.equals(file.getParent()) && DirectoryWriter.knows(file)) {
        archive.add(file, meter);
      }
    }
  }

  /** Stores all that is left once pg_dump has succeeded: its tables of contents, above all. */
  void rest() throws IOException, InterruptedException {
    List<Path> files;
    try (Stream<Path> left = Files.list(dump)) {
      files = left.sorted(Comparator.naturalOrder()).toList();
    }
    for (Path file : files) {
      if (!DirectoryWriter.knows(file)) {
        throw new IOException("pg_dump made a file of an unknown name: " + file.getFileName());
      }
      archive.add(file, meter);
    }
  }
}
