package io.drover.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Resident memory of a process in megabytes, as Linux counts it in /proc. */
record Memory(double now, double most) {

  static Memory of(Process process) throws IOException {
    return new Memory(line(process, "VmRSS:"), line(process, "VmHWM:"));
  }

  private static double line(Process process, String name) throws IOException {
    return Files.readAllLines(Path.of("/proc", String.valueOf(process.pid()), "status")).stream()
        .filter(line -> line.startsWith(name))
        .mapToDouble(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024.0)
        .findFirst()
        .orElseThrow();
  }
}
