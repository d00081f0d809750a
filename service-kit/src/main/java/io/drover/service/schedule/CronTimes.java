package io.drover.service.schedule;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.Optional;

/**
 * The instants of a cron expression of five fields in a time zone. Immutable.
 *
 * <p>Where clocks are put forward, a time that does not exist comes at the instant of the change;
 * where they are put back, a time that exists twice comes at its first. Expressions whose hour
 * field begins with {@code *} go by elapsed time instead: each hour that exists has its times, and
 * no other.
 */
public final class CronTimes {
  private static final CronParser PARSER =
      new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));

  private final String expression;
  private final ZoneId zone;
  private final ExecutionTime times;
  private final boolean everyHour;

  private CronTimes(String expression, ZoneId zone) {
    this.expression = expression;
    this.zone = zone;
    this.times = ExecutionTime.forCron(PARSER.parse(expression));
    this.everyHour = expression.split("\\s+", -1)[1].startsWith("*");
  }

  /**
   * The times of an expression such as {@code 0 2 * * Mon-Fri}.
   *
   * @throws IllegalArgumentException the end of a sentence about the expression
   */
  public static CronTimes of(String expression, ZoneId zone) {
    String plain = expression.strip();
    if (plain.split("\\s+", -1).length != 5) {
      throw new IllegalArgumentException(
          "must be a cron expression of five fields: minute, hour, day of month, month, weekday");
    }
    CronTimes times;
    try {
      times = new CronTimes(plain, zone);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("is no cron expression: " + e.getMessage(), e);
    }
    if (times.next(Instant.EPOCH).isEmpty()) {
      throw new IllegalArgumentException("is a cron expression of a time that never comes");
    }
    return times;
  }

  /** The first instant after the given one; empty when none comes. */
  public Optional<Instant> next(Instant after) {
    return everyHour ? byElapsedTime(after) : byClock(after);
  }

  private Optional<Instant> byClock(Instant after) {
    Optional<LocalDateTime> next = nextLocal(LocalDateTime.ofInstant(after, zone));
    while (next.isPresent()) {
      Instant at = at(next.get());
      if (at.isAfter(after)) {
        return Optional.of(at);
      }
      next = nextLocal(next.get());
    }
    return Optional.empty();
  }

  private Instant at(LocalDateTime local) {
    ZoneRules rules = zone.getRules();
    ZoneOffsetTransition change = rules.getTransition(local);
    return change != null && change.isGap()
        ? change.getInstant()
        : local.toInstant(rules.getValidOffsets(local).getFirst());
  }

  /** From one change of the clocks to the next the offset is fixed. */
  private Optional<Instant> byElapsedTime(Instant after) {
    ZoneRules rules = zone.getRules();
    Instant from = after;
    LocalDateTime local = LocalDateTime.ofInstant(from, zone);
    while (true) {
      ZoneOffset offset = rules.getOffset(from);
      Optional<Instant> at = nextLocal(local).map(next -> next.toInstant(offset));
      ZoneOffsetTransition change = rules.nextTransition(from);
      if (at.isEmpty() || change == null || at.get().isBefore(change.getInstant())) {
        return at;
      }
      from = change.getInstant();
      local = change.getDateTimeAfter().minusMinutes(1);
    }
  }

  /** In UTC, where the library meets no change of clocks. */
  private Optional<LocalDateTime> nextLocal(LocalDateTime after) {
    return times
        .nextExecution(after.truncatedTo(ChronoUnit.MINUTES).atZone(ZoneOffset.UTC))
        .map(next -> next.toLocalDateTime());
  }

  @Override
  public String toString() {
    return expression + " " + zone;
  }
}
