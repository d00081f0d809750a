package io.drover.monitor.web;

import io.drover.monitor.projection.OperationView;
import io.drover.monitor.projection.ProgressView;
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
  private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB", "PB"};
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneOffset.UTC);

  private Show() {}

  /** Bytes in the largest decimal unit that leaves a whole part; a dash for null. */
  public static String bytes(@Nullable Long bytes) {
    if (bytes == null) {
      return "–";
    }
    double value = bytes;
    int unit = 0;
    while (value >= 999.5 && unit < UNITS.length - 1) {
      value /= 1000;
      unit++;
    }
    return unit == 0 || value >= 99.5
        ? String.format(Locale.ROOT, "%.0f %s", value, UNITS[unit])
        : String.format(Locale.ROOT, "%.1f %s", value, UNITS[unit]);
  }

  /** A duration with its two largest units; a dash for null. */
  public static String duration(@Nullable Long millis) {
    if (millis == null) {
      return "–";
    }
    Duration time = Duration.ofMillis(Math.max(0, millis));
    if (time.toMillis() < 1_000) {
      return time.toMillis() + " ms";
    }
    if (time.toSeconds() < 60) {
      return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1e3);
    }
    if (time.toMinutes() < 60) {
      return two(time.toMinutes(), "min", time.toSecondsPart(), "s");
    }
    return time.toHours() < 48
        ? two(time.toHours(), "h", time.toMinutesPart(), "min")
        : two(time.toDays(), "d", time.toHoursPart(), "h");
  }

  private static String two(long large, String unit, int small, String part) {
    return small == 0 ? large + " " + unit : large + " " + unit + " " + small + " " + part;
  }

  /** An instant with its date. */
  public static String time(@Nullable Instant instant) {
    return instant == null ? "–" : TIME.format(instant);
  }

  /** The time of day of an instant, to the millisecond. */
  public static String clock(Instant instant) {
    return CLOCK.format(instant);
  }

  /** The first part of a long identifier. */
  public static String brief(String id) {
    return id.length() <= 13 ? id : id.substring(0, 8) + "…";
  }

  /** The name of a record in words: OperationStarted becomes started. */
  public static String words(String type) {
    String own = type.replaceFirst("^(Operation|Request)(?=[A-Z])", "");
    return own.replaceAll("(?<=[a-z])(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
  }

  /** Address of an operation's page. */
  public static String address(String kind, String id) {
    return "/operations/" + encoded(kind) + "/" + encoded(id);
  }

  /** Part of an address. */
  public static String encoded(String part) {
    return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** How far an operation is, in words. */
  public static String progress(ProgressView progress) {
    String done =
        progress.unit().equals("bytes")
            ? bytes(progress.done())
            : String.format(Locale.ROOT, "%,d %s", progress.done(), progress.unit());
    Long total = progress.total();
    String share =
        total == null || total <= 0
            ? ""
            : String.format(Locale.ROOT, " · %d %%", Math.min(100, 100 * progress.done() / total));
    Long left = progress.remainingMillis();
    return progress.phase()
        + " · "
        + done
        + share
        + (left == null ? "" : " · " + duration(left) + " left");
  }

  /** The state of an operation, and for what it waits where a person has to do something. */
  public static String state(OperationView operation) {
    return awaitsApproval(operation) ? "waiting: approval" : operation.state();
  }

  private static boolean awaitsApproval(OperationView operation) {
    return "approval".equals(operation.waitingFor());
  }

  /** What stands under the state of an operation. */
  public static String note(OperationView operation) {
    var failure = operation.failure();
    if (failure != null) {
      return failure.code();
    }
    if (awaitsApproval(operation)) {
      return "./drover approve " + operation.operationId();
    }
    return operation.waitingDetail() == null ? "" : operation.waitingDetail();
  }
}
