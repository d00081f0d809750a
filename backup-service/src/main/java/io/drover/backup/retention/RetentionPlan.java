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
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

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
    reasons.keepOrdinary(Candidate::good, "newest before safety backups");
    reasons.keepOrdinary(Candidate::verified, "newest verified before safety backups");
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

  /** A backup and why it is kept; empty as long as no rule keeps it. */
  private static final class Judged {
    private final Candidate backup;
    private String reason = "";

    Judged(Candidate backup) {
      this.backup = backup;
    }

    boolean kept() {
      return !reason.isEmpty();
    }

    void keep(String more) {
      reason = kept() ? reason + ", " + more : more;
    }
  }

  /** Collects why backups are kept. */
  private static final class Reasons {
    private final List<Judged> newestFirst;

    Reasons(List<Candidate> newestFirst) {
      this.newestFirst = newestFirst.stream().map(Judged::new).toList();
    }

    private Stream<Judged> those(Predicate<Candidate> which) {
      return newestFirst.stream().filter(each -> which.test(each.backup));
    }

    void keepAll(Predicate<Candidate> which, String reason) {
      those(which).forEach(each -> each.keep(reason));
    }

    void keepFirst(int count, Predicate<Candidate> which, String reason) {
      those(which).limit(count).forEach(each -> each.keep(reason));
    }

    /** The newest of those that the word latest may mean, where another one is newer. */
    void keepOrdinary(Predicate<Candidate> which, String reason) {
      if (those(which).findFirst().filter(each -> each.backup.safety()).isPresent()) {
        keepFirst(1, which.and(each -> !each.safety()), reason);
      }
    }

    /**
     * The newest good one of each period; where a period has no good one, its newest. Safety
     * backups stand for no period.
     */
    void keepPeriods(int count, Function<Candidate, String> period) {
      if (count == 0) {
        return;
      }
      Map<String, Judged> newest = new LinkedHashMap<>();
      for (Judged each : those(one -> !one.partial() && !one.safety()).toList()) {
        String name = period.apply(each.backup);
        Judged known = newest.get(name);
        if (known == null && newest.size() == count) {
          break;
        }
        if (known == null || (!known.backup.good() && each.backup.good())) {
          newest.put(name, each);
        }
      }
      newest.forEach((name, each) -> each.keep(name));
    }

    void fill(int minimum, Predicate<Candidate> which) {
      long kept = those(which).filter(Judged::kept).count();
      those(which)
          .filter(each -> !each.kept())
          .limit(Math.max(0, minimum - kept))
          .forEach(each -> each.keep("minimum " + minimum));
    }

    RetentionPlan plan() {
      List<Decision> kept = new ArrayList<>();
      List<Decision> removed = new ArrayList<>();
      for (Judged each : newestFirst) {
        if (each.kept()) {
          kept.add(new Decision(each.backup, each.reason));
        } else {
          removed.add(new Decision(each.backup, NO_RULE));
        }
      }
      return new RetentionPlan(kept, removed.reversed());
    }
  }
}
