package io.drover.migration.review;

import io.drover.migration.review.parser.Node;
import io.drover.migration.review.parser.Reading;
import io.drover.migration.review.parser.SqlParser;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One pass over scripts, statement by statement, so that only one tree is held at a time. */
final class ReviewRun {
  private record Hit(Finding finding, BooleanSupplier settled) {}

  private final SqlParser.Reader reader;
  private final int server;
  private final boolean lockTimeoutGiven;
  private final Map<String, Severity> severities;
  private final Schema schema;
  private final List<Hit> hits = new ArrayList<>();
  private int version;

  ReviewRun(
      SqlParser.Reader reader,
      Catalogue catalogue,
      boolean lockTimeoutGiven,
      Map<String, Severity> severities) {
    this.reader = reader;
    this.server = catalogue.server();
    this.schema = new Schema(catalogue);
    this.lockTimeoutGiven = lockTimeoutGiven;
    this.severities = severities;
  }

  ReviewResult result() {
    List<Finding> findings =
        hits.stream().filter(hit -> !hit.settled.getAsBoolean()).map(Hit::finding).toList();
    return new ReviewResult(
        findings, version == 0 ? null : version / 10_000 + "." + version % 10_000);
  }

  void script(Script script) {
    Suppressions suppressions = new Suppressions(script, Rules.ids());
    ScriptState state = new ScriptState(script, lockTimeoutGiven);
    @Nullable String noParser = null;
    for (ScriptStatement statement : script.statements()) {
      int line = suppressions.firstLine(statement);
      Map<String, String> reasons = suppressions.of(line);
      Place place = new Place(script.name(), line, () -> Tidy.of(statement.sql()), reasons);
      switch (reader.read(statement.sql())) {
        case Reading.Understood understood -> {
          version = understood.version();
          for (Node node : understood.statements()) {
            step(new Step(script, statement, line, node, state, schema, server), place);
          }
        }
        case Reading.NotUnderstood not ->
            add(place, NotReviewed.RULE, NotReviewed.of(not, version));
        case Reading.NoParser none -> {
          if (noParser == null) {
            add(place, NotReviewed.RULE, NotReviewed.of(none, script.statements().size()));
          }
          noParser = none.reason();
        }
      }
    }
    for (Suppressions.Unreadable comment : suppressions.unreadable()) {
      Place place =
          new Place(script.name(), comment.line(), () -> Tidy.cut(comment.text()), Map.of());
      add(place, Rules.SUPPRESSION_UNREADABLE, new Advice(comment.why(), Rules.SUPPRESSION));
    }
  }

  private void step(Step step, Place place) {
    for (Checked checked : Rules.CHECKED) {
      checked
          .check()
          .look(
              step,
              (settled, lock, why, rewrite) ->
                  hits.add(
                      new Hit(
                          finding(place, checked.rule(), lock, new Advice(why, rewrite)),
                          settled)));
    }
    state(step);
  }

  private static void state(Step step) {
    step.state().follow(step);
    step.schema().follow(step.node());
  }

  private void add(Place place, Rule rule, Advice advice) {
    hits.add(new Hit(finding(place, rule, null, advice), () -> false));
  }

  private Finding finding(Place place, Rule rule, @Nullable TableLock lock, Advice advice) {
    return new Finding(
        rule.id(),
        severities.getOrDefault(rule.id(), rule.severity()),
        place.script,
        place.line,
        place.shown.get(),
        lock,
        advice.why(),
        advice.rewrite(),
        place.reasons.get(rule.id()));
  }

  /** Where a finding is. */
  private record Place(
      String script, int line, Supplier<String> shown, Map<String, String> reasons) {}

  /** What a finding says. */
  record Advice(String why, String rewrite) {}
}
