package io.drover.localstack;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Names as pgjdbc and SQL want them. */
final class SqlNames {
  private SqlNames() {}

  static String of(String host, int port, String database) {
    return "jdbc:postgresql://"
        + host
        + ":"
        + port
        + "/"
        + URLEncoder.encode(database, StandardCharsets.UTF_8);
  }

  /**
   * A name as an SQL identifier; {@link java.sql.Statement#enquoteIdentifier} refuses names with
   * quotes.
   */
  static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }
}
