package io.drover.service.target;

import static io.drover.service.target.CheckUnit.BYTES;
import static io.drover.service.target.CheckUnit.COUNT;
import static io.drover.service.target.CheckUnit.MILLISECONDS;
import static io.drover.service.target.CheckUnit.PERCENT;
import static io.drover.service.target.CheckUnit.PER_MINUTE;
import static io.drover.service.target.CheckUnit.SECONDS;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The checks of the monitor: what databases.yml may speak of, in which unit, and from which values
 * on a check warns where the file says nothing. Names are stable: they stand in events.
 */
public enum CheckName {
  REACHABLE(MILLISECONDS, null, null),
  CONNECTIONS(PERCENT, 75.0, 90.0),
  IDLE_IN_TRANSACTION(SECONDS, 300.0, 900.0),
  OLDEST_TRANSACTION(SECONDS, 300.0, null),
  LONGEST_QUERY(SECONDS, 43_200.0, 86_400.0),
  BLOCKED_SESSIONS(COUNT, 6.0, null),
  LOCK_WAIT(SECONDS, 60.0, 120.0),
  LOCK_TABLE(PERCENT, 20.0, null),
  DEADLOCKS(PER_MINUTE, 5.0, null),
  ROLLBACK_RATIO(PERCENT, 2.0, null),
  CACHE_HIT_RATIO(PERCENT, 98.0, null),
  CHECKSUM_FAILURES(COUNT, null, 1.0),
  WRAPAROUND(PERCENT, 50.0, 75.0),
  OVERDUE_FREEZE(PERCENT, 110.0, 125.0),
  MULTIXACT_AGE(PERCENT, 50.0, 75.0),
  SIZE(BYTES, 100e9, 250e9),
  DEAD_TUPLES(PERCENT, 10.0, null),
  VACUUM_AGE(SECONDS, 864_000.0, null),
  ANALYZE_AGE(SECONDS, 864_000.0, null),
  TABLE_BLOAT(PERCENT, 80.0, null),
  INDEX_BLOAT(PERCENT, 80.0, null),
  INVALID_INDEX(COUNT, 1.0, null),
  UNUSED_INDEX(COUNT, null, null),
  DUPLICATE_INDEX(COUNT, null, null),
  NOT_VALID_CONSTRAINTS(COUNT, null, null),
  SEQUENCE_EXHAUSTION(PERCENT, 85.0, 95.0),
  DISABLED_TRIGGERS(COUNT, 1.0, null),
  ARCHIVER(SECONDS, null, 300.0),
  REPLICATION_LAG(BYTES, 50e6, 100e6),
  REPLAY_DELAY(SECONDS, 300.0, null),
  REPLICATION_SLOTS(SECONDS, 600.0, null),
  SERVER_ROLE(COUNT, null, 1.0),
  FORCED_CHECKPOINTS(PERCENT, 50.0, null),
  PREPARED_TRANSACTIONS(SECONDS, 1.0, 30.0),
  PENDING_RESTART(COUNT, 1.0, null),
  SLOW_STATEMENTS(SECONDS, null, null),
  BACKUP_AGE(SECONDS, null, null);

  private static final Map<String, CheckName> BY_TEXT =
      Arrays.stream(values()).collect(Collectors.toMap(CheckName::text, Function.identity()));

  private final String text = name().toLowerCase(Locale.ROOT).replace('_', '-');
  private final CheckUnit unit;
  private final @Nullable Double warning;
  private final @Nullable Double critical;

  CheckName(CheckUnit unit, @Nullable Double warning, @Nullable Double critical) {
    this.unit = unit;
    this.warning = warning;
    this.critical = critical;
  }

  /** Name in events and in databases.yml. */
  public String text() {
    return text;
  }

  /** What its value and its thresholds are measured in. */
  public CheckUnit unit() {
    return unit;
  }

  /** What holds where databases.yml says nothing. */
  public CheckRule usual() {
    return new CheckRule(false, warning, critical);
  }

  /** Whether a smaller value is the worse one. */
  public boolean falling() {
    return this == CACHE_HIT_RATIO;
  }

  /** Whether thresholds can be set: what the others go by stands elsewhere in the policy. */
  boolean hasThresholds() {
    return this != REACHABLE && this != BACKUP_AGE;
  }

  /** Whether its value tells for how long something has been so, in seconds. */
  public boolean age() {
    return unit == SECONDS && this != SLOW_STATEMENTS;
  }

  /** The check of that name; empty for one of another observer. */
  public static Optional<CheckName> of(String text) {
    return Optional.ofNullable(BY_TEXT.get(text));
  }
}
