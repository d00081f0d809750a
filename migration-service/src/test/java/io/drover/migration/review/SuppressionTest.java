package io.drover.migration.review;

import static io.drover.migration.review.Scripts.only;
import static io.drover.migration.review.Scripts.rules;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SuppressionTest {
  @Test
  void aReasonOnTheLineBeforeIsShownWithTheFinding() throws Exception {
    Finding finding =
        only(
            "TABLE_DROPPED",
            """
            SELECT 1;

            -- drover:allow LOCK_TIMEOUT_MISSING because nobody is there at night
            -- drover:allow TABLE_DROPPED because nothing reads it since 4.2
            -- it was a good table
            DROP TABLE drafts;
            """);

    assertThat(finding.suppressedBecause()).isEqualTo("nothing reads it since 4.2");
    assertThat(finding.line()).isEqualTo(6);
    assertThat(finding.blocks()).isFalse();
  }

  @Test
  void aReasonAtTheEndOfTheFirstLineCountsToo() throws Exception {
    Finding finding =
        only(
            "TRUNCATE_CASCADES",
            "TRUNCATE orders -- drover:allow TRUNCATE_CASCADES because all are copies\nCASCADE;");

    assertThat(finding.suppressedBecause()).isEqualTo("all are copies");
    assertThat(finding.severity()).isEqualTo(Severity.BLOCK);
    assertThat(finding.blocks()).isFalse();
  }

  @Test
  void aReasonIsForItsOwnStatementAndRuleOnly() throws Exception {
    String script =
        """
        -- drover:allow TABLE_DROPPED because it is empty
        DROP TABLE drafts;
        DROP TABLE orders;
        """;

    assertThat(Scripts.review(script))
        .filteredOn(f -> f.rule().equals("TABLE_DROPPED"))
        .extracting(Finding::line, Finding::suppressedBecause)
        .containsExactly(tuple(2, "it is empty"), tuple(3, null));
  }

  @Test
  void whatGivesNoReasonOrNoKnownRuleIsAFindingAndSuppressesNothing() throws Exception {
    for (String comment :
        List.of(
            "drover:allow TABLE_DROPPED",
            "drover:allow TABLE_DROPPED because",
            "drover:allow because it is empty",
            "drover:allow TABEL_DROPPED because it is empty",
            "drover:allow")) {
      Finding finding = only("SUPPRESSION_UNREADABLE", "--" + comment + "\nDROP TABLE drafts;");
      assertThat(finding.line()).isEqualTo(1);
      assertThat(finding.severity()).isEqualTo(Severity.BLOCK);
      assertThat(only("TABLE_DROPPED", "--" + comment + "\nDROP TABLE drafts;").suppressedBecause())
          .isNull();
    }
  }

  @Test
  void aReasonThatStandsAtNoStatementIsAFinding() throws Exception {
    String allow = "-- drover:allow TABLE_DROPPED because it is empty\n";

    assertThat(rules(allow + "\nSELECT 1;\n")).containsExactly("SUPPRESSION_UNREADABLE");
    assertThat(rules("SELECT 1;\n" + allow)).containsExactly("SUPPRESSION_UNREADABLE");
    assertThat(rules(allow + "SELECT 1;\n")).isEmpty();
  }

  @Test
  void aReasonCannotSuppressThatItIsUnreadable() throws Exception {
    String script =
        """
        -- drover:allow SUPPRESSION_UNREADABLE because I say so
        -- drover:allow TABLE_DROPPED
        SELECT 1;
        """;

    assertThat(only("SUPPRESSION_UNREADABLE", script).blocks()).isTrue();
  }
}
