package io.drover.migration.review;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** The page for people says what the rules say. */
class RulesPageTest {
  private static final Path PAGE = Path.of("../docs/migration-rules.md");

  @Test
  void theTableHoldsEveryRuleAsItIs() throws Exception {
    List<String> rows =
        Files.readAllLines(PAGE).stream().filter(line -> line.startsWith("| `")).toList();

    assertThat(rows)
        .containsExactlyElementsOf(Rules.all().stream().map(RulesPageTest::row).toList());
  }

  private static String row(Rule rule) {
    return "| `%s` | %s | %s | %s | %s |"
        .formatted(
            rule.id(),
            rule.severity().name().toLowerCase(Locale.ROOT),
            rule.what(),
            rule.lock() == null ? "" : rule.lock().sqlName(),
            rule.safeWay());
  }
}
