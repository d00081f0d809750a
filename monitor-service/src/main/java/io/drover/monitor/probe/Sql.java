package io.drover.monitor.probe;

/** Names inside statements that people paste. */
final class Sql {
  private Sql() {}

  static String identifier(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }
}
