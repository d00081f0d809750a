package io.drover.service.schedule;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/**
 * When something recurs. Each time is released later by a jitter that depends only on the time and
 * on what recurs, so that all instances agree; one that falls into a blackout is released after it.
 *
 * @param jitter greatest delay, below one day; zero for none
 * @param blackouts when nothing is released, in {@code zone}
 */
public record Recurrence(
    CronTimes times, ZoneId zone, Duration jitter, List<WeeklyWindow> blackouts) {
  /** No blackout is longer: what is older than this has been released. */
  private static final Duration LONGEST_BLACKOUT = Duration.ofDays(8);

  /**
   * @throws IllegalArgumentException the end of a sentence: the blackouts leave no time
   */
  public Recurrence {
    blackouts = List.copyOf(blackouts);
    Instant _ = afterBlackouts(Instant.EPOCH, zone, blackouts);
  }

  /** All that the times depend on, in one line. */
  public String definition() {
    StringBuilder text = new StringBuilder(times + " " + jitter);
    blackouts.forEach(window -> text.append(' ').append(window));
    return text.toString();
  }

  /** Without jitter and blackouts. */
  public static Recurrence of(CronTimes times, ZoneId zone) {
    return new Recurrence(times, zone, Duration.ZERO, List.of());
  }

  private static Instant afterBlackouts(
      Instant instant, ZoneId zone, List<WeeklyWindow> blackouts) {
    Instant latest = instant.plus(LONGEST_BLACKOUT);
    Instant at = instant;
    for (Optional<Instant> end = end(at, zone, blackouts);
        end.isPresent();
        end = end(at, zone, blackouts)) {
      at = end.get();
      if (at.isAfter(latest)) {
        throw new IllegalArgumentException("leaves no time of the week");
      }
    }
    return at;
  }

  private static Optional<Instant> end(Instant at, ZoneId zone, List<WeeklyWindow> blackouts) {
    return blackouts.stream().flatMap(window -> window.endAround(at, zone).stream()).findFirst();
  }

  /**
   * When a time is released: never before it, never in a blackout.
   *
   * @param seed names what recurs
   */
  public Instant release(String seed, Instant due) {
    Instant at = afterBlackouts(due, zone, blackouts);
    return afterBlackouts(at.plus(delay(seed, at)), zone, blackouts);
  }

  private Duration delay(String seed, Instant at) {
    if (jitter.isZero()) {
      return Duration.ZERO;
    }
    byte[] text = (seed + "@" + at).getBytes(StandardCharsets.UTF_8);
    try {
      long number = ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(text)).getLong();
      return Duration.ofMillis(Math.floorMod(number, jitter.toMillis()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * The latest time after {@code handled} that has been released by now. Those missed in between
   * are one.
   */
  public Optional<Instant> due(String seed, Instant handled, Instant now) {
    Optional<Instant> first = times.next(handled).filter(each -> released(seed, each, now));
    if (first.isEmpty()) {
      return first;
    }
    Instant due = first.get();
    Instant recent = now.minus(LONGEST_BLACKOUT).minus(jitter);
    Optional<Instant> next = times.next(due.isBefore(recent) ? recent : due);
    while (next.isPresent() && !next.get().isAfter(now)) {
      due = released(seed, next.get(), now) ? next.get() : due;
      next = times.next(next.get());
    }
    return Optional.of(due);
  }

  private boolean released(String seed, Instant due, Instant now) {
    return !due.isAfter(now) && !release(seed, due).isAfter(now);
  }

  /**
   * When something will be released next, whatever has been handled; empty when nothing comes.
   *
   * @param now what is released later than this counts
   */
  public Optional<Instant> upcoming(String seed, Instant now) {
    // A time before now may still wait for its jitter or for the end of a blackout.
    boolean dark = afterBlackouts(now, zone, blackouts).isAfter(now);
    Instant from = now.minus(jitter).minus(dark ? LONGEST_BLACKOUT : Duration.ZERO);
    Optional<Instant> due = times.next(from);
    while (due.isPresent() && !release(seed, due.get()).isAfter(now)) {
      due = times.next(due.get());
    }
    return due.map(each -> release(seed, each));
  }

  /** When the next time after {@code handled} is released; empty when none comes. */
  public Optional<Instant> nextRelease(String seed, Instant handled) {
    return times.next(handled).map(due -> release(seed, due));
  }
}
