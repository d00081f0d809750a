package io.drover.backup.retention;

import io.drover.service.target.Retention;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.IsoFields;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What a retention does with the backups of a database. A pure function of its arguments; the work
 * grows as that of sorting them.
 *
 * @param kept each with the rules that keep it, newest first
 * @param removed oldest first
 */
record RetentionPlan(List<Decision> kept, List<Decision> removed) {
  private static final String NO_RULE = "no rule of the retention keeps it";

  RetentionPlan {
    kept = List.copyOf(kept);
    removed = List.copyOf(removed);
  }

  /** What becomes of a backup. */
  record Decision(Candidate backup, String reason) {}

  /** The plan of today. */
  static RetentionPlan of(Retention retention, List<Candidate> backups, Instant now) {
    List<Candidate> newestFirst = new ArrayList<>(backups);
    newestFirst.sort(
        Comparator.comparing(Candidate::committedAt).thenComparing(Candidate::backupId).reversed());
    List<Decision> imported =
        newestFirst.stream()
            .filter(Candidate::imported)
            .map(each -> new Decision(each, "imported"))
            .toList();
    newestFirst.removeIf(Candidate::imported);
    Reasons reasons = new Reasons(newestFirst);
    reasons.keepFirst(1, Candidate::good, "newest");
    reasons.keepFirst(1, Candidate::verified, "newest verified");
    reasons.keepAll(Candidate::pinned, "pinned");
    reasons.keepAll(Candidate::inUse, "in use");
    reasons.keepFirst(
        retention.keepLast(), each -> !each.partial(), "last " + retention.keepLast());
    reasons.keepFirst(
        retention.keepLast(), Candidate::partial, "last " + retention.keepLast() + " partial");
    Duration keepFor = retention.keepFor();
    if (keepFor != null) {
      Instant oldest = now.minus(keepFor);
      reasons.keepAll(each -> each.committedAt().isAfter(oldest), "young enough");
    }
    Function<Candidate, LocalDate> day =
        each -> LocalDate.ofInstant(each.committedAt(), retention.zone());
    reasons.keepPeriods(retention.daily(), each -> "day " + day.apply(each));
    reasons.keepPeriods(retention.weekly(), each -> "week " + week(day.apply(each)));
    reasons.keepPeriods(
        retention.monthly(), each -> "month " + day.apply(each).toString().substring(0, 7));
    reasons.keepPeriods(retention.yearly(), each -> "year " + day.apply(each).getYear());
    reasons.fill(retention.minimum(), Candidate::good);
    reasons.fill(retention.minimum(), each -> true);
    RetentionPlan plan = reasons.plan();
    List<Decision> kept = new ArrayList<>(plan.kept());
    kept.addAll(imported);
    return new RetentionPlan(kept, plan.removed());
  }

  private static String week(LocalDate day) {
    return "%d-W%02d"
        .formatted(day.get(IsoFields.WEEK_BASED_YEAR), day.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR));
  }

  /** Collects why backups are kept. */
  private static final class Reasons {
    private final Map<Candidate, String> found = new LinkedHashMap<>();

    Reasons(List<Candidate> newestFirst) {
      newestFirst.forEach(each -> found.put(each, ""));
    }

    private void keep(Candidate backup, String reason) {
      found.merge(backup, reason, (old, more) -> old.isEmpty() ? more : old + ", " + more);
    }

    void keepAll(Predicate<Candidate> which, String reason) {
      found.keySet().stream().filter(which).toList().forEach(each -> keep(each, reason));
    }

    void keepFirst(int count, Predicate<Candidate> which, String reason) {
      found.keySet().stream()
          .filter(which)
          .limit(count)
          .toList()
          .forEach(each -> keep(each, reason));
    }

    /** The newest good one of each period; where a period has no good one, its newest. */
    void keepPeriods(int count, Function<Candidate, String> period) {
      if (count == 0) {
        return;
      }
      Map<String, Candidate> newest = new LinkedHashMap<>();
      for (Candidate each : found.keySet().stream().filter(one -> !one.partial()).toList()) {
        String name = period.apply(each);
        Candidate known = newest.get(name);
        if (known == null && newest.size() == count) {
          break;
        }
        if (known == null || (!known.good() && each.good())) {
          newest.put(name, each);
        }
      }
      newest.forEach((name, each) -> keep(each, name));
    }

    void fill(int minimum, Predicate<Candidate> which) {
      long kept = kept(which);
      List<Candidate> others =
          found.keySet().stream().filter(which).filter(each -> !isKept(each)).toList();
      others.stream()
          .limit(Math.max(0, minimum - kept))
          .forEach(each -> keep(each, "minimum " + minimum));
    }

    private long kept(Predicate<Candidate> which) {
      return found.keySet().stream().filter(which).filter(this::isKept).count();
    }

    private boolean isKept(Candidate backup) {
      return !Optional.ofNullable(found.get(backup)).orElse("").isEmpty();
    }

    RetentionPlan plan() {
      List<Decision> kept = new ArrayList<>();
      List<Decision> removed = new ArrayList<>();
      found.forEach(
          (backup, reason) -> {
            if (reason.isEmpty()) {
              removed.add(new Decision(backup, NO_RULE));
            } else {
              kept.add(new Decision(backup, reason));
            }
          });
      return new RetentionPlan(kept, removed.reversed());
    }
  }
}
