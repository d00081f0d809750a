package io.drover.service.target;

import io.drover.service.schedule.BackupSchedule;
import io.drover.service.schedule.CronTimes;
import io.drover.service.schedule.Recurrence;
import io.drover.service.schedule.WeeklyWindow;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads from a policy what recurs, and what is kept of it. */
final class RecurrenceReader {
  private static final Duration LONGEST_JITTER = Duration.ofHours(24);

  private static final int MOST_LABELS = 32;
  private static final int LABEL_LENGTH = 128;

  private RecurrenceReader() {}

  /**
   * @param defaultZone zone of schedules that name none
   */
  static List<BackupSchedule> schedules(YamlSection all, ZoneId defaultZone) {
    List<BackupSchedule> schedules = new ArrayList<>();
    for (String name : all.names()) {
      try {
        RegistryValues.name(name);
      } catch (IllegalArgumentException e) {
        throw all.error(name, String.valueOf(e.getMessage()));
      }
      schedules.add(schedule(name, all.section(name), defaultZone));
    }
    return List.copyOf(schedules);
  }

  private static BackupSchedule schedule(String name, YamlSection section, ZoneId defaultZone) {
    ZoneId zone = section.parsed("time-zone", RegistryValues::zone, defaultZone);
    CronTimes times = section.parsed("cron", text -> CronTimes.of(text, zone));
    Duration jitter = section.parsed("jitter", RecurrenceReader::jitter, Duration.ZERO);
    Recurrence recurrence;
    try {
      List<WeeklyWindow> blackouts =
          section.texts("blackout", List.of()).stream().map(WeeklyWindow::parse).toList();
      recurrence = new Recurrence(times, zone, jitter, blackouts);
    } catch (IllegalArgumentException e) {
      throw section.error("blackout", String.valueOf(e.getMessage()));
    }
    Map<String, String> labels = labels(section.section("labels"));
    boolean preemptible = section.parsed("preemptible", RegistryValues::flag, Boolean.TRUE);
    section.end();
    return new BackupSchedule(name, recurrence, labels, preemptible);
  }

  /** Within the bounds of a request's labels. */
  private static Map<String, String> labels(YamlSection section) {
    Map<String, String> labels = new LinkedHashMap<>();
    for (String label : section.names()) {
      String value = section.text(label);
      if (labels.size() == MOST_LABELS || Math.max(label.length(), value.length()) > LABEL_LENGTH) {
        throw section.error(label, "is one too many or too long; at most 32 of 128 characters");
      }
      labels.put(label, value);
    }
    return labels;
  }

  private static Duration jitter(String text) {
    Duration jitter = RegistryValues.duration(text);
    if (jitter.compareTo(LONGEST_JITTER) > 0) {
      throw new IllegalArgumentException("must be at most 24h");
    }
    return jitter;
  }

  static Retention retention(YamlSection section, ZoneId zone) {
    var retention =
        new Retention(
            count(section, "keep-last"),
            section.has("keep-for") ? section.parsed("keep-for", RegistryValues::duration) : null,
            count(section, "daily"),
            count(section, "weekly"),
            count(section, "monthly"),
            count(section, "yearly"),
            section.parsed("minimum", RegistryValues::count, 1),
            zone);
    section.end();
    return retention;
  }

  private static int count(YamlSection section, String key) {
    return section.parsed(key, RegistryValues::count, 0);
  }

  /** Whether any rule keeps backups beside the minimum. */
  static boolean keepsAny(Retention retention) {
    return retention.keepFor() != null
        || retention.keepLast() > 0
        || retention.daily() > 0
        || retention.weekly() > 0
        || retention.monthly() > 0
        || retention.yearly() > 0;
  }
}
