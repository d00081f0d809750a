package io.drover.service.schedule;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A span of time that comes every week, such as {@code Mon-Fri 08:00-18:00}.
 *
 * @param days days on which it begins
 * @param from when it begins
 * @param to when it ends; at or before {@code from} means on the next day
 */
public record WeeklyWindow(Set<DayOfWeek> days, LocalTime from, LocalTime to) {
  private static final Pattern FORM =
      Pattern.compile("(?:([A-Za-z,-]+)\\s+)?(\\d\\d:\\d\\d)-(\\d\\d:\\d\\d)");
  private static final String WANTED =
      "must have the form Mon-Fri 08:00-18:00, Sat,Sun 00:00-24:00 or 22:00-06:00";

  public WeeklyWindow {
    days = Set.copyOf(days);
  }

  /**
   * Reads days, which may be left out for every day, and times; an end before the beginning lies on
   * the next day.
   *
   * @throws IllegalArgumentException the end of a sentence about the text
   */
  public static WeeklyWindow parse(String text) {
    Matcher matcher = FORM.matcher(text.strip());
    if (!matcher.matches()) {
      throw new IllegalArgumentException(WANTED);
    }
    String days = matcher.group(1);
    String to = matcher.group(3);
    return new WeeklyWindow(
        days == null ? EnumSet.allOf(DayOfWeek.class) : days(days),
        time(matcher.group(2)),
        to.equals("24:00") ? LocalTime.MIDNIGHT : time(to));
  }

  private static LocalTime time(String text) {
    try {
      return LocalTime.parse(text);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(WANTED, e);
    }
  }

  private static Set<DayOfWeek> days(String text) {
    Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
    for (String part : text.split(",", -1)) {
      List<DayOfWeek> ends = List.of(part.split("-", -1)).stream().map(WeeklyWindow::day).toList();
      if (ends.size() > 2) {
        throw new IllegalArgumentException(WANTED);
      }
      DayOfWeek day = ends.getFirst();
      days.add(day);
      while (day != ends.getLast()) {
        day = day.plus(1);
        days.add(day);
      }
    }
    return days;
  }

  private static DayOfWeek day(String text) {
    for (DayOfWeek day : DayOfWeek.values()) {
      String name = day.name().toLowerCase(Locale.ROOT);
      String given = text.toLowerCase(Locale.ROOT);
      if (given.equals(name) || given.equals(name.substring(0, 3))) {
        return day;
      }
    }
    throw new IllegalArgumentException(WANTED);
  }

  @Override
  public String toString() {
    return new TreeSet<>(days) + " " + from + "-" + to;
  }

  /** Its end, if the instant lies in it; the end itself does not. */
  public Optional<Instant> endAround(Instant instant, ZoneId zone) {
    LocalDate today = LocalDate.ofInstant(instant, zone);
    for (LocalDate day : List.of(today.minusDays(1), today)) {
      if (days.contains(day.getDayOfWeek())) {
        Instant begins = day.atTime(from).atZone(zone).toInstant();
        LocalDate last = to.isAfter(from) ? day : day.plusDays(1);
        Instant ends = last.atTime(to).atZone(zone).toInstant();
        if (!instant.isBefore(begins) && instant.isBefore(ends)) {
          return Optional.of(ends);
        }
      }
    }
    return Optional.empty();
  }
}
