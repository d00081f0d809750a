package io.drover.monitor.web;

import io.drover.monitor.words.Amounts;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Values as people read them. Nothing here is escaped: the templates do that. */
public final class Show {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneOffset.UTC);

  private Show() {}

  /** Bytes in the largest decimal unit that leaves a whole part; a dash for null. */
  public static String bytes(@Nullable Long bytes) {
    return bytes == null ? "–" : Amounts.bytes(bytes);
  }

  /** Rows, tables and the like with thousands apart. */
  public static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** How many of something; the plural is with an s. */
  public static String many(long number, String thing) {
    return count(number) + " " + thing + (number == 1 ? "" : "s");
  }

  /** A duration with its two largest units; a dash for null. */
  public static String duration(@Nullable Long millis) {
    return millis == null ? "–" : Amounts.duration(millis);
  }

  /** An instant with its date. */
  public static String time(@Nullable Instant instant) {
    return instant == null ? "–" : TIME.format(instant);
  }

  /** The time of day of an instant, to the millisecond. */
  public static String clock(Instant instant) {
    return CLOCK.format(instant);
  }

  /** How long ago an instant was, with one unit; a dash for null. */
  public static String ago(@Nullable Instant instant) {
    if (instant == null) {
      return "–";
    }
    long millis = Duration.between(instant, Instant.now()).toMillis();
    return millis < 5_000
        ? (millis < -60_000 ? "in " + rough(-millis) : "now")
        : rough(millis) + " ago";
  }

  /** A duration with its largest unit. */
  public static String rough(long millis) {
    Duration time = Duration.ofMillis(millis);
    if (time.toMinutes() < 1) {
      return time.toSeconds() + " s";
    }
    if (time.toHours() < 1) {
      return time.toMinutes() + " min";
    }
    return time.toHours() < 48 ? time.toHours() + " h" : time.toDays() + " d";
  }

  /** A number in its unit; a dash for null. */
  public static String value(@Nullable Double value, String unit) {
    return value == null ? "–" : Amounts.value(value, unit);
  }

  /** A number with at most one decimal, thousands apart. */
  public static String number(double value) {
    return Amounts.number(value);
  }

  /** The address itself where a browser may follow it; null for anything but http and https. */
  public static @Nullable String link(@Nullable String address) {
    boolean web =
        address != null && (address.startsWith("https://") || address.startsWith("http://"));
    return web ? address : null;
  }

  /** Address of a database's page. */
  public static String address(String database) {
    return "/databases/" + encoded(database);
  }

  /** The first part of a long identifier. */
  public static String brief(String id) {
    return id.length() <= 13 ? id : id.substring(0, 8) + "…";
  }

  /** Address of an operation's page. */
  public static String address(String kind, String id) {
    return "/operations/" + encoded(kind) + "/" + encoded(id);
  }

  /** Part of an address. */
  public static String encoded(String part) {
    return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
