package io.drover.backup.verify;

import io.drover.backup.repository.BackupSummary;
import io.drover.backup.repository.Repositories;
import io.drover.backup.repository.SurveyedBackup;
import io.drover.backup.repository.Verdict;
import io.drover.backup.schedule.DueWork;
import io.drover.backup.schedule.Recurring;
import io.drover.schemas.Kinds;
import io.drover.schemas.Topic;
import io.drover.schemas.Topics;
import io.drover.schemas.VerifyRequested;
import io.drover.service.operation.OperationFailure;
import io.drover.service.target.DatabaseEntry;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks for the verification of the newest backup of each database whose policy has {@code
 * verify.every}. It looks a few times a day, at times that differ from database to database, and
 * asks at most once each time: a verification that could come to no verdict is asked for again.
 * Thread-safe.
 */
public final class VerificationDue implements DueWork {
  private static final Logger LOG = LoggerFactory.getLogger(VerificationDue.class);
  private static final Duration LONGEST_PERIOD = Duration.ofHours(6);

  private final Repositories repositories;
  private final Map<String, Look> looks = new ConcurrentHashMap<>();

  /** Looks into these repositories for backups and verdicts. */
  public VerificationDue(Repositories repositories) {
    this.repositories = repositories;
  }

  /** What was seen; it holds until the next time, as a repository may be far away. */
  private record Look(Duration every, Instant at, boolean due) {}

  @Override
  public List<Recurring> of(DatabaseEntry database) {
    @Nullable Duration every = database.policy().verification().every();
    return every == null ? List.of() : List.of(new Newest(database, every));
  }

  /**
   * Due when no verdict is younger than {@code every}, and at once when the newest verdict is bad
   * and there is a newer backup than the one it is on: whether that one is sound is what everybody
   * wants to know.
   *
   * @param every greatest age of the newest verdict
   * @param newest id of the newest backup of the database; empty when it has none
   * @param verdicts the verdicts on its backups, in any order; the newest of each will do
   * @param now by the clock that verdicts are dated by
   */
  public static boolean check(
      Duration every, Optional<String> newest, Collection<Verdict> verdicts, Instant now) {
    if (newest.isEmpty()) {
      return false;
    }
    Optional<Verdict> last = verdicts.stream().max(Comparator.comparing(Verdict::reachedAt));
    if (last.isEmpty() || !last.get().reachedAt().plus(every).isAfter(now)) {
      return true;
    }
    return !last.get().verified() && !last.get().backupId().equals(newest.get());
  }

  private boolean look(DatabaseEntry database, Duration every, Instant at) {
    Look last = looks.get(database.name());
    if (last != null && last.every().equals(every) && last.at().equals(at)) {
      return last.due();
    }
    try {
      List<SurveyedBackup> backups = repositories.of(database).survey(database.name());
      List<Verdict> verdicts = backups.stream().flatMap(each -> each.verdict().stream()).toList();
      Optional<String> newest =
          backups.stream()
              .map(SurveyedBackup::backup)
              .filter(BackupSummary::whole)
              .map(BackupSummary::backupId)
              .findFirst();
      boolean due = check(every, newest, verdicts, at);
      looks.put(database.name(), new Look(every, at, due));
      return due;
    } catch (OperationFailure failure) {
      LOG.warn(
          "Whether a backup of {} is to be verified cannot be told: {}",
          database.name(),
          failure.message());
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private final class Newest implements Recurring {
    private final DatabaseEntry database;
    private final Duration every;
    private final Duration period;

    private Newest(DatabaseEntry database, Duration every) {
      this.database = database;
      this.every = every;
      this.period = every.compareTo(LONGEST_PERIOD) < 0 ? every : LONGEST_PERIOD;
    }

    @Override
    public String name() {
      return Kinds.VERIFY + "/newest";
    }

    @Override
    public String definition() {
      return every.toString();
    }

    @Override
    public String kind() {
      return Kinds.VERIFY;
    }

    @Override
    public Topic topic() {
      return Topics.VERIFY_REQUESTED;
    }

    @Override
    public Optional<Instant> due(Instant handled, Instant now) {
      Instant at = timeBefore(now);
      return at.isAfter(handled) && look(database, every, at) ? Optional.of(at) : Optional.empty();
    }

    @Override
    public Optional<Instant> next(Instant handled) {
      return Optional.of(timeBefore(handled).plus(period));
    }

    /** The last time to look, the same on all instances. */
    private Instant timeBefore(Instant now) {
      long since = now.toEpochMilli() - database.name().hashCode();
      return Instant.ofEpochMilli(now.toEpochMilli() - Math.floorMod(since, period.toMillis()));
    }

    @Override
    public SpecificRecord command(String operationId) {
      return VerifyRequested.newBuilder()
          .setOperationId(operationId)
          .setDatabase(database.name())
          .setRequestedBy(REQUESTED_BY)
          .setReason("The policy wants a verdict no older than " + every + ".")
          .build();
    }
  }
}
