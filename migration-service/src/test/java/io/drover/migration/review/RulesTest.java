package io.drover.migration.review;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(60)
class RulesTest {
  static Stream<Pair> pairs() {
    return Pairs.all().stream();
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void theScriptIsFlagged(Pair pair) throws Exception {
    assertThat(Scripts.review(pair.flagged()))
        .filteredOn(finding -> finding.rule().equals(pair.rule()))
        .isNotEmpty()
        .allSatisfy(
            finding -> {
              assertThat(finding.suppressedBecause()).isNull();
              assertThat(finding.why()).endsWith(".").hasSizeGreaterThan(20);
              assertThat(finding.rewrite()).isNotBlank();
              assertThat(finding.statement()).isNotBlank().hasSizeLessThanOrEqualTo(200);
            });
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void theSaferScriptIsNot(Pair pair) throws Exception {
    assertThat(Scripts.review(pair.fine()))
        .filteredOn(finding -> finding.suppressedBecause() == null)
        .extracting(Finding::rule)
        .doesNotContain(pair.rule());
    assertThat(Scripts.rules(pair.fine())).as("it was read").doesNotContain("NOT_REVIEWED");
  }

  @Test
  void everyRuleHasAPair() {
    Set<String> tried = Pairs.all().stream().map(Pair::rule).collect(Collectors.toSet());

    assertThat(Rules.all()).extracting(Rule::id).doesNotHaveDuplicates().allMatch(tried::contains);
  }

  @Test
  void everyClaimedLockIsLookedAtOnAServer() {
    Set<String> seen =
        Pairs.all().stream()
            .filter(pair -> !pair.locked().isEmpty())
            .map(Pair::rule)
            .collect(Collectors.toSet());

    assertThat(Rules.all())
        .filteredOn(rule -> rule.lock() != null)
        .extracting(Rule::id)
        .allMatch(seen::contains);
  }

  @Test
  void whatIsSaidOfARuleIsSaidOnce() {
    assertThat(Rules.all())
        .allSatisfy(
            rule -> {
              assertThat(rule.id()).matches("[A-Z]+(_[A-Z]+)*");
              assertThat(rule.what()).endsWith(".").doesNotContain("|");
              assertThat(rule.safeWay()).endsWith(".").doesNotContain("|");
            });
    assertThat(Rules.all()).extracting(Rule::what).doesNotHaveDuplicates();
  }
}
