package io.drover.service.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CronTimesTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  private static List<String> from(String expression, ZoneId zone, String after, int count) {
    CronTimes times = CronTimes.of(expression, zone);
    List<String> found = new ArrayList<>();
    Instant at = ZonedDateTime.parse(after).toInstant();
    for (int i = 0; i < count; i++) {
      at = times.next(at).orElseThrow();
      found.add(at.toString());
    }
    return found;
  }

  @Test
  void aNightlyTimeKeepsItsHourThroughTheYear() {
    assertThat(from("0 2 * * *", BERLIN, "2026-01-31T12:00:00Z", 2))
        .containsExactly("2026-02-01T01:00:00Z", "2026-02-02T01:00:00Z");
    assertThat(from("0 2 * * *", BERLIN, "2026-06-30T12:00:00Z", 1))
        .containsExactly("2026-07-01T00:00:00Z");
  }

  @Test
  void aTimeInTheGapOfSpringComesOnceRightAfterIt() {
    // On 29 March 2026 clocks go from 02:00 to 03:00, at 01:00 UTC.
    assertThat(from("30 2 * * *", BERLIN, "2026-03-28T12:00:00Z", 2))
        .containsExactly("2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z");
    assertThat(from("*/20 2 * * *", BERLIN, "2026-03-29T00:00:00Z", 2))
        .containsExactly("2026-03-29T01:00:00Z", "2026-03-30T00:00:00Z");
  }

  @Test
  void aTimeInTheOverlapOfAutumnComesOnceAtItsFirst() {
    // On 25 October 2026 clocks go from 03:00 back to 02:00, at 01:00 UTC.
    assertThat(from("30 2 * * *", BERLIN, "2026-10-24T12:00:00Z", 2))
        .containsExactly("2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z");
    assertThat(from("30 2 * * *", BERLIN, "2026-10-25T01:10:00Z", 1))
        .containsExactly("2026-10-26T01:30:00Z");
  }

  @Test
  void whatComesEveryHourComesInEveryHourThatExists() {
    assertThat(from("15 * * * *", BERLIN, "2026-03-28T23:30:00Z", 3))
        .containsExactly("2026-03-29T00:15:00Z", "2026-03-29T01:15:00Z", "2026-03-29T02:15:00Z");
    assertThat(from("0 * * * *", BERLIN, "2026-10-24T23:30:00Z", 4))
        .containsExactly(
            "2026-10-25T00:00:00Z",
            "2026-10-25T01:00:00Z",
            "2026-10-25T02:00:00Z",
            "2026-10-25T03:00:00Z");
  }

  @Test
  void midnightThatDoesNotExistComesAtTheFirstInstantOfTheDay() {
    // In Santiago, 6 September 2026 begins at 01:00, which is 04:00 UTC.
    assertThat(from("0 0 * * *", ZoneId.of("America/Santiago"), "2026-09-05T12:00:00Z", 2))
        .containsExactly("2026-09-06T04:00:00Z", "2026-09-07T03:00:00Z");
  }

  @Test
  void weekdaysAndTheirNamesAreUnderstood() {
    assertThat(from("0 12 * * Mon", ZoneOffset.UTC, "2026-11-21T00:00:00Z", 1))
        .isEqualTo(from("0 12 * * 1", ZoneOffset.UTC, "2026-11-21T00:00:00Z", 1))
        .containsExactly("2026-11-23T12:00:00Z");
    assertThat(from("0 12 * * 7", ZoneOffset.UTC, "2026-11-21T00:00:00Z", 1))
        .containsExactly("2026-11-22T12:00:00Z");
  }

  @Test
  void everyNextTimeOfTenYearsIsLaterInEveryZoneOfOddChanges() {
    for (String zone :
        List.of("Europe/Berlin", "Australia/Lord_Howe", "America/Santiago", "Africa/Casablanca")) {
      for (String expression : List.of("30 1,2 * * *", "*/30 */2 * * *", "0 0 1 * *")) {
        CronTimes times = CronTimes.of(expression, ZoneId.of(zone));
        Instant at = Instant.parse("2020-01-01T00:00:00Z");
        for (int i = 0; i < 2000; i++) {
          Instant next = times.next(at).orElseThrow();
          assertThat(next).as("%s %s", expression, zone).isAfter(at);
          at = next;
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "* * * *", "0 2 * * * *", "60 2 * * *", "0 2 * * Foo", "@daily", "a b c d e"})
  void whatIsNoCronExpressionIsRefused(String expression) {
    assertThatThrownBy(() -> CronTimes.of(expression, ZoneOffset.UTC))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("cron expression");
  }

  @Test
  void aTimeThatNeverComesIsRefused() {
    assertThatThrownBy(() -> CronTimes.of("0 0 30 2 *", ZoneOffset.UTC))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
