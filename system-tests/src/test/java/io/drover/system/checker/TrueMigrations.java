package io.drover.system.checker;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** After a successful apply the history holds every script once and nothing else. */
final class TrueMigrations implements Invariant {
  private static final String HISTORY =
      "SELECT script || CASE WHEN success THEN '' ELSE ' failed' END FROM flyway_schema_history WHERE type <> 'BASELINE'"
          + " ORDER BY installed_rank";

  @Override
  public List<String> violations(Evidence evidence) throws Exception {
    List<String> found = new ArrayList<>();
    List<String> scripts = scripts(evidence);
    Databases databases = new Databases(evidence.scene());
    for (Fact end : evidence.ends().values()) {
      String name = evidence.scene().databases().get(end.header().get("database").toString());
      if (!end.type().equals("MigrationSucceeded")
          || !end.text("mode").equals("APPLY")
          || name == null) {
        continue;
      }
      List<String> history = databases.column(name, HISTORY);
      if (!history.equals(scripts)) {
        found.add(end.operation() + " succeeded and the history of " + name + " is " + history);
      }
    }
    return found;
  }

  private static List<String> scripts(Evidence evidence) throws IOException {
    try (Stream<java.nio.file.Path> files = Files.list(evidence.scene().migrations())) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
