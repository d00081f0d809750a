package io.drover.backup.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.backup.retention.Candidate.Proof;
import io.drover.backup.retention.RetentionPlan.Decision;
import io.drover.service.target.Retention;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.IsoFields;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RetentionPlanTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final Comparator<Candidate> NEWEST_FIRST =
      Comparator.comparing(Candidate::committedAt).thenComparing(Candidate::backupId).reversed();

  private static Candidate at(String instant) {
    return new Candidate(instant, Instant.parse(instant), 1, false, false, false, Proof.NONE);
  }

  private static Candidate safety(String instant) {
    return new Candidate(
        instant, Instant.parse(instant), 1, false, false, false, Proof.NONE, false, true);
  }

  private static Retention last(int count, int minimum) {
    return new Retention(count, null, 0, 0, 0, 0, minimum, BERLIN);
  }

  private static List<String> kept(Retention retention, List<Candidate> backups) {
    return RetentionPlan.of(retention, backups, NOW).kept().stream()
        .map(each -> each.backup().backupId() + ": " + each.reason())
        .toList();
  }

  @Test
  void aDayIsTheDayOfThePolicysTimeZone() {
    // 23:30 in Berlin is 22:30 in UTC; the next half hour of UTC lies in Berlin's next day.
    Retention daily = new Retention(0, null, 2, 0, 0, 0, 1, BERLIN);
    assertThat(
            kept(
                daily,
                List.of(
                    at("2026-11-20T21:30:00Z"),
                    at("2026-11-20T22:30:00Z"),
                    at("2026-11-20T23:30:00Z"),
                    at("2026-11-21T01:00:00Z"))))
        .containsExactly(
            "2026-11-21T01:00:00Z: newest, day 2026-11-21", "2026-11-20T22:30:00Z: day 2026-11-20");
  }

  @Test
  void aSafetyBackupTakesNoPeriodFromAnotherButCountsAmongTheLast() {
    Candidate before = at("2026-11-20T09:00:00Z");
    Candidate safety = safety("2026-11-20T10:00:00Z");
    Candidate older = at("2026-11-19T09:00:00Z");

    assertThat(kept(new Retention(0, null, 2, 0, 0, 0, 1, BERLIN), List.of(before, safety, older)))
        .containsExactly(
            "2026-11-20T10:00:00Z: newest",
            "2026-11-20T09:00:00Z: newest before safety backups, day 2026-11-20",
            "2026-11-19T09:00:00Z: day 2026-11-19");
    Candidate after = at("2026-11-21T09:00:00Z");
    assertThat(kept(last(2, 1), List.of(after, before, safety, older)))
        .containsExactly("2026-11-21T09:00:00Z: newest, last 2", "2026-11-20T10:00:00Z: last 2");
    assertThat(
            kept(
                new Retention(0, null, 1, 0, 0, 0, 2, BERLIN),
                List.of(after, before, safety, older)))
        .containsExactly(
            "2026-11-21T09:00:00Z: newest, day 2026-11-21", "2026-11-20T10:00:00Z: minimum 2");
  }

  @Test
  void grandfatherFatherAndSonKeepTheNewestOfTheirPeriods() {
    List<Candidate> daily =
        IntStream.range(0, 800)
            .mapToObj(i -> at(NOW.minus(Duration.ofDays(i)).minusSeconds(3600).toString()))
            .toList();
    Retention retention = new Retention(0, null, 3, 3, 3, 2, 1, ZoneId.of("UTC"));
    assertThat(kept(retention, daily))
        .containsExactly(
            "2026-11-21T11:00:00Z: newest, day 2026-11-21, week 2026-W47, month 2026-11, year 2026",
            "2026-11-20T11:00:00Z: day 2026-11-20",
            "2026-11-19T11:00:00Z: day 2026-11-19",
            "2026-11-15T11:00:00Z: week 2026-W46",
            "2026-11-08T11:00:00Z: week 2026-W45",
            "2026-10-31T11:00:00Z: month 2026-10",
            "2026-09-30T11:00:00Z: month 2026-09",
            "2025-12-31T11:00:00Z: year 2025");
  }

  @Test
  void daysWithoutBackupsDoNotCount() {
    Retention daily = new Retention(0, null, 2, 0, 0, 0, 1, BERLIN);
    assertThat(kept(daily, List.of(at("2026-11-21T01:00:00Z"), at("2026-01-02T01:00:00Z"))))
        .hasSize(2);
  }

  @Test
  void theNewestGoodOneStaysThoughNewerOnesFailedTheirVerification() {
    Candidate good = at("2026-11-01T00:00:00Z");
    Candidate failed =
        new Candidate(
            "failed", Instant.parse("2026-11-02T00:00:00Z"), 1, false, false, false, Proof.FAILED);
    assertThat(kept(last(1, 1), List.of(good, failed)))
        .containsExactly("failed: last 1", "2026-11-01T00:00:00Z: newest");
  }

  @Test
  void aPartialBackupTakesNoPlaceOfAWholeOneAndIsKeptByItsOwnCount() {
    Candidate whole = at("2026-11-01T00:00:00Z");
    List<Candidate> backups =
        List.of(
            whole,
            new Candidate(
                "newer",
                Instant.parse("2026-11-02T00:00:00Z"),
                1,
                false,
                false,
                true,
                Proof.VERIFIED),
            new Candidate(
                "older",
                Instant.parse("2026-10-02T00:00:00Z"),
                1,
                false,
                false,
                true,
                Proof.VERIFIED));
    assertThat(kept(last(1, 1), backups))
        .containsExactly("newer: last 1 partial", "2026-11-01T00:00:00Z: newest, last 1");
  }

  @Test
  void nothingIsPlannedForNoBackups() {
    assertThat(RetentionPlan.of(last(1, 1), List.of(), NOW))
        .isEqualTo(new RetentionPlan(List.of(), List.of()));
  }

  @Test
  void whatGoesGoesOldestFirst() {
    List<Candidate> backups =
        List.of(at("2026-11-03T00:00:00Z"), at("2026-11-01T00:00:00Z"), at("2026-11-02T00:00:00Z"));
    assertThat(RetentionPlan.of(last(1, 1), backups, NOW).removed())
        .extracting(each -> each.backup().backupId())
        .containsExactly("2026-11-01T00:00:00Z", "2026-11-02T00:00:00Z");
  }

  @Test
  void tenThousandBackupsArePlannedAsFewAre() {
    Random random = new Random(1);
    List<Candidate> backups =
        IntStream.range(0, 10_000).mapToObj(i -> candidate(random, i)).toList();
    Retention retention = new Retention(7, Duration.ofDays(30), 7, 4, 12, 3, 3, BERLIN);
    RetentionPlan plan = RetentionPlan.of(retention, backups, NOW);
    assertThat(plan.kept().size() + plan.removed().size()).isEqualTo(10_000);
  }

  static Stream<Long> seeds() {
    return IntStream.range(0, 300).mapToObj(i -> 4711L + i);
  }

  private static Candidate candidate(Random random, int number) {
    return new Candidate(
        "b" + number,
        NOW.minusSeconds(random.nextInt(900 * 86_400)),
        1 + random.nextInt(1000),
        random.nextInt(12) == 0,
        random.nextInt(12) == 0,
        false,
        List.of(Proof.values()).get(random.nextInt(3)));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void noPlanRemovesWhatARuleProtects(long seed) {
    Random random = new Random(seed);
    List<Candidate> backups =
        IntStream.range(0, random.nextInt(60)).mapToObj(i -> candidate(random, i)).toList();
    Retention retention =
        new Retention(
            random.nextInt(4),
            random.nextBoolean() ? Duration.ofDays(1 + random.nextInt(200)) : null,
            random.nextInt(5),
            random.nextInt(5),
            random.nextInt(5),
            random.nextInt(3),
            1 + random.nextInt(6),
            BERLIN);

    RetentionPlan plan = RetentionPlan.of(retention, backups, NOW);
    List<Candidate> newestFirst = backups.stream().sorted(NEWEST_FIRST).toList();
    Set<Candidate> kept = new HashSet<>(plan.kept().stream().map(Decision::backup).toList());
    List<Candidate> all = new ArrayList<>(kept);
    plan.removed().forEach(each -> all.add(each.backup()));

    assertThat(all).containsExactlyInAnyOrderElementsOf(backups);
    assertThat(kept).containsAll(newestFirst.stream().filter(Candidate::good).limit(1).toList());
    assertThat(kept)
        .containsAll(
            newestFirst.stream().filter(each -> each.proof() == Proof.VERIFIED).limit(1).toList());
    assertThat(kept).containsAll(backups.stream().filter(Candidate::pinned).toList());
    assertThat(kept).containsAll(backups.stream().filter(Candidate::inUse).toList());
    assertThat(kept).containsAll(newestFirst.stream().limit(retention.keepLast()).toList());
    Duration keepFor = retention.keepFor();
    if (keepFor != null) {
      assertThat(kept)
          .containsAll(
              backups.stream()
                  .filter(each -> each.committedAt().isAfter(NOW.minus(keepFor)))
                  .toList());
    }
    assertThat(kept.size()).isGreaterThanOrEqualTo(Math.min(backups.size(), retention.minimum()));
    assertThat(kept.stream().filter(Candidate::good).count())
        .isGreaterThanOrEqualTo(
            Math.min(backups.stream().filter(Candidate::good).count(), retention.minimum()));
    everyPeriodKeepsOne(kept, newestFirst, retention.daily(), day -> day.toString());
    everyPeriodKeepsOne(
        kept,
        newestFirst,
        retention.weekly(),
        day ->
            day.get(IsoFields.WEEK_BASED_YEAR) + "/" + day.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR));
    everyPeriodKeepsOne(
        kept, newestFirst, retention.monthly(), day -> day.getYear() + "/" + day.getMonthValue());
    everyPeriodKeepsOne(kept, newestFirst, retention.yearly(), day -> "" + day.getYear());

    List<Candidate> shuffled = new ArrayList<>(backups);
    Collections.shuffle(shuffled, random);
    assertThat(RetentionPlan.of(retention, shuffled, NOW)).isEqualTo(plan);
    assertThat(RetentionPlan.of(retention, List.copyOf(kept), NOW).removed()).isEmpty();
  }

  private static void everyPeriodKeepsOne(
      Set<Candidate> kept,
      List<Candidate> newestFirst,
      int count,
      Function<LocalDate, String> period) {
    Function<Candidate, String> of =
        each -> period.apply(LocalDate.ofInstant(each.committedAt(), BERLIN));
    newestFirst.stream()
        .map(of)
        .distinct()
        .limit(count)
        .forEach(
            name -> {
              List<Candidate> inIt =
                  newestFirst.stream().filter(each -> of.apply(each).equals(name)).toList();
              assertThat(kept)
                  .contains(
                      inIt.stream().filter(Candidate::good).findFirst().orElseGet(inIt::getFirst));
            });
  }
}
