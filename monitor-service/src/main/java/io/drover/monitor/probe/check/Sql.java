package io.drover.monitor.probe.check;

/** Names inside statements that people paste. */
public final class Sql {
  private Sql() {}

  public static String identifier(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }
}
