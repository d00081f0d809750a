package io.drover.service.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecurrenceTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
  private static final String SEED = "shop/nightly";

  private static Recurrence recurrence(String cron, Duration jitter, String... blackouts) {
    return new Recurrence(
        CronTimes.of(cron, BERLIN),
        BERLIN,
        jitter,
        Stream.of(blackouts).map(WeeklyWindow::parse).toList());
  }

  private static Instant at(String text) {
    return Instant.parse(text);
  }

  @Test
  void nothingIsDueBeforeItsTimeAndOneTimeIsDueAtIt() {
    Recurrence nightly = recurrence("0 2 * * *", Duration.ZERO);
    Instant handled = at("2026-11-20T10:00:00Z");

    assertThat(nightly.due(SEED, handled, at("2026-11-21T00:59:59Z"))).isEmpty();
    assertThat(nightly.due(SEED, handled, at("2026-11-21T01:00:00Z")))
        .contains(at("2026-11-21T01:00:00Z"));
    assertThat(nightly.due(SEED, at("2026-11-21T01:00:00Z"), at("2026-11-21T23:00:00Z"))).isEmpty();
  }

  @Test
  void timesMissedAreOneHoweverLongNobodyLooked() {
    Recurrence nightly = recurrence("0 2 * * *", Duration.ZERO);
    assertThat(nightly.due(SEED, at("2026-11-01T10:00:00Z"), at("2026-11-21T12:00:00Z")))
        .contains(at("2026-11-21T01:00:00Z"));
    Recurrence yearly = recurrence("0 2 1 1 *", Duration.ZERO);
    assertThat(yearly.due(SEED, at("2025-06-01T00:00:00Z"), at("2026-11-21T12:00:00Z")))
        .contains(at("2026-01-01T01:00:00Z"));
  }

  @Test
  void jitterDelaysByLessThanItsLengthTheSameForAllAndOtherwiseForOthers() {
    Duration jitter = Duration.ofMinutes(10);
    Recurrence nightly = recurrence("0 2 * * *", jitter);
    Instant due = at("2026-11-21T01:00:00Z");
    List<Instant> released =
        IntStream.range(0, 100).mapToObj(i -> nightly.release("db" + i + "/nightly", due)).toList();

    assertThat(released).allMatch(each -> !each.isBefore(due) && each.isBefore(due.plus(jitter)));
    assertThat(released.stream().distinct().count()).isGreaterThan(90);
    assertThat(recurrence("0 2 * * *", jitter).release(SEED, due))
        .isEqualTo(nightly.release(SEED, due));
  }

  @Test
  void aTimeIsHandledUnderItsOwnNameHoweverLateJitterReleasesIt() {
    Recurrence nightly = recurrence("0 2 * * *", Duration.ofMinutes(10));
    Instant due = at("2026-11-21T01:00:00Z");
    Instant released = nightly.release(SEED, due);

    assertThat(nightly.due(SEED, at("2026-11-20T12:00:00Z"), released.minusMillis(1))).isEmpty();
    assertThat(nightly.due(SEED, at("2026-11-20T12:00:00Z"), released)).contains(due);
  }

  @Test
  void timesInABlackoutAreOneAtItsEnd() {
    // Hours of Berlin, one ahead of UTC; 23 November 2026 is a Monday.
    Recurrence hourly = recurrence("30 * * * *", Duration.ZERO, "Mon-Fri 08:00-18:00");
    Instant handled = at("2026-11-23T06:30:00Z");

    assertThat(hourly.due(SEED, handled, at("2026-11-23T16:59:59Z"))).isEmpty();
    assertThat(hourly.nextRelease(SEED, handled)).contains(at("2026-11-23T17:00:00Z"));
    Instant due = hourly.due(SEED, handled, at("2026-11-23T17:00:00Z")).orElseThrow();
    assertThat(due).isEqualTo(at("2026-11-23T16:30:00Z"));
    assertThat(hourly.due(SEED, due, at("2026-11-23T17:29:00Z"))).isEmpty();
  }

  @Test
  void jitterNeverReachesIntoABlackoutNorMakesTwoOfOneBlackout() {
    Recurrence often = recurrence("*/5 * * * *", Duration.ofMinutes(30), "08:00-18:00");
    Instant begin = at("2026-11-23T07:00:00Z");
    Instant end = at("2026-11-23T17:00:00Z");
    assertThat(
            IntStream.range(-12, 120)
                .mapToObj(i -> often.release(SEED, begin.plusSeconds(300L * i)))
                .filter(each -> !each.isBefore(begin) && each.isBefore(end)))
        .isEmpty();
    assertThat(
            IntStream.range(0, 120)
                .mapToObj(i -> often.release(SEED, begin.plusSeconds(300L * i)))
                .distinct())
        .hasSize(1);
  }

  @Test
  void windowsEndOnTheNextDayAndTouchEachOther() {
    Recurrence nightly = recurrence("0 2 * * *", Duration.ZERO, "Fri 22:00-06:00", "06:00-07:00");
    // 21 November 2026 is a Saturday.
    assertThat(nightly.release(SEED, at("2026-11-21T01:00:00Z")))
        .isEqualTo(at("2026-11-21T06:00:00Z"));
    assertThat(nightly.release(SEED, at("2026-11-22T01:00:00Z")))
        .isEqualTo(at("2026-11-22T01:00:00Z"));
    Recurrence weekdays = recurrence("0 2 * * *", Duration.ZERO, "Sat,Sun 00:00-24:00");
    assertThat(weekdays.release(SEED, at("2026-11-21T01:00:00Z")))
        .isEqualTo(at("2026-11-22T23:00:00Z"));
  }

  @Test
  void whatComesNextMayBeATimeThatStillWaits() {
    Recurrence late = recurrence("0 2 * * *", Duration.ofMinutes(30));
    Instant released = late.release(SEED, at("2026-11-21T01:00:00Z"));
    assertThat(late.upcoming(SEED, released.minusMillis(1))).contains(released);
    assertThat(late.upcoming(SEED, released).orElseThrow())
        .isBetween(at("2026-11-22T01:00:00Z"), at("2026-11-22T01:30:00Z"));

    Recurrence dark = recurrence("0 2 * * *", Duration.ZERO, "01:00-09:00");
    assertThat(dark.upcoming(SEED, at("2026-11-21T02:30:00Z")))
        .contains(at("2026-11-21T08:00:00Z"));
  }

  @Test
  void blackoutsThatLeaveNoTimeAreRefused() {
    assertThatThrownBy(() -> recurrence("0 2 * * *", Duration.ZERO, "00:00-12:00", "12:00-24:00"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("leaves no time of the week");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Mon",
        "8:00-18:00",
        "Mon-Fri-Sat 08:00-18:00",
        "Moo 08:00-09:00",
        "25:00-26:00",
        "Mon 08:00 - 09:00",
        ", 08:00-09:00"
      })
  void whatIsNoWindowIsRefused(String text) {
    assertThatThrownBy(() -> WeeklyWindow.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("must have the form");
  }
}
