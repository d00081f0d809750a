package io.drover.service.target;

import java.util.LinkedHashMap;
import java.util.Map;

/** Reads queries by name, each of which must give one row, true. */
final class AssertionsReader {
  private AssertionsReader() {}

  /**
   * @param what word for one of them
   */
  static Map<String, String> read(YamlSection section, String what) {
    Map<String, String> assertions = new LinkedHashMap<>();
    for (String name : section.names()) {
      if (name.isBlank() || name.chars().anyMatch(Character::isISOControl)) {
        throw section.error(name, "is no name of " + (what.startsWith("a") ? "an " : "a ") + what);
      }
      String sql = section.text(name);
      if (sql.isBlank()) {
        throw section.error(name, "is empty; write a query that gives one row, true");
      }
      assertions.put(name, sql);
    }
    return assertions;
  }
}
