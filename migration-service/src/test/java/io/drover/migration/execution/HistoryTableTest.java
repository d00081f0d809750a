package io.drover.migration.execution;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HistoryTableTest {
  @Test
  void namesAreQuoted() {
    HistoryTable table = new HistoryTable("a\"b", "h%s");

    assertThat(table.history()).isEqualTo("\"a\"\"b\".\"h%s\"");
    assertThat(table.steps()).isEqualTo("\"a\"\"b\".\"h%s_steps\"");
  }

  @Test
  void aLongNameIsCutSoThatTheStepsAreNeitherTheHistoryNorAnothersSteps() {
    String one = new HistoryTable(null, "ä".repeat(31)).steps();
    String other = new HistoryTable(null, "ä".repeat(30) + "z").steps();

    assertThat(one).isNotEqualTo(other).endsWith("_steps\"");
    assertThat(one.getBytes(java.nio.charset.StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(65);
  }
}
