package io.drover.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** User and system time of processes in seconds, as Linux counts it in /proc. */
final class ProcessorTime {
  private static final double TICKS_PER_SECOND = 100;
  private static final int USER = 11;
  private static final int LAST_OF_ENDED_CHILDREN = 14;

  private ProcessorTime() {}

  /** Of the process, its ended children included. */
  static double of(long pid) throws IOException {
    String stat = Files.readString(Path.of("/proc", String.valueOf(pid), "stat"));
    List<String> fields = List.of(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1));
    long ticks = 0;
    for (int field = USER; field <= LAST_OF_ENDED_CHILDREN; field++) {
      ticks += Long.parseLong(fields.get(field));
    }
    return ticks / TICKS_PER_SECOND;
  }

  /**
   * Of a server of PostgreSQL: the postmaster and all its children, those that live and those that
   * have ended.
   */
  static double ofServer(Connection connection) throws IOException, SQLException {
    try (var statement = connection.createStatement();
        var row = statement.executeQuery("SELECT pg_backend_pid()")) {
      row.next();
      ProcessHandle postmaster =
          ProcessHandle.of(row.getLong(1)).flatMap(ProcessHandle::parent).orElseThrow();
      double ended = of(postmaster.pid());
      double living = postmaster.children().mapToDouble(ProcessorTime::ofLiving).sum();
      return ended + living;
    }
  }

  private static double ofLiving(ProcessHandle child) {
    try {
      return of(child.pid());
    } catch (NoSuchFileException ended) {
      // What it took is with its parent from now on.
      return 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
