package io.drover.migration.rehearsal;

import io.drover.migration.schema.SchemaDifferences;
import io.drover.schemas.MigrationRehearsal;
import io.drover.schemas.RehearsedLock;
import io.drover.schemas.RehearsedStatement;
import io.drover.schemas.RelationSize;
import io.drover.schemas.SchemaDifference;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A rehearsal in the words of the contract, no larger than one record can hold. */
final class RehearsalFacts {
  private static final int MOST = Meter.MOST;

  /** Of each statement: a lock on each partition of a large table is of no use to a reader. */
  private static final int MOST_LOCKS = 20;

  /** In characters, each: with the plan and the migrations well below a broker's 1 MiB. */
  private static final int STATEMENTS = 96 * 1024;

  private static final int DIFFERENCES = 48 * 1024;

  /** What an entry takes beside its texts. */
  private static final int ENTRY = 40;

  private static final Comparator<RehearsedLock> STRONGEST_FIRST =
      Comparator.comparing(
              (RehearsedLock lock) ->
                  LockStrength.of(lock.getMode()).orElse(LockStrength.ACCESS_SHARE))
          .reversed()
          .thenComparing(RehearsedLock::getHeldMillis, Comparator.reverseOrder())
          .thenComparing(RehearsedLock::getRelation);

  private RehearsalFacts() {}

  static MigrationRehearsal.Builder of(Meter meter) {
    Room room = new Room(STATEMENTS);
    return MigrationRehearsal.newBuilder()
        .setDurationMillis(meter.millis())
        .setStatements(
            meter.statements().stream()
                .limit(MOST)
                .map(RehearsalFacts::statement)
                .takeWhile(each -> room.takes(size(each)))
                .toList())
        .setStatementCount(meter.count());
  }

  static List<RelationSize> sizes(List<RelationSize> changes) {
    return changes.stream().limit(MOST).toList();
  }

  /** Without secrets, which a default or a function may hold. */
  static List<SchemaDifference> differences(
      SchemaDifferences differences, UnaryOperator<String> mask) {
    Room room = new Room(DIFFERENCES);
    return differences.facts(MOST, mask).stream()
        .takeWhile(each -> room.takes(size(each)))
        .toList();
  }

  private static RehearsedStatement statement(Measured measured) {
    return RehearsedStatement.newBuilder()
        .setNamespace(measured.namespace)
        .setScript(measured.script)
        .setLine(measured.line)
        .setStatement(measured.text)
        .setDurationMillis(millis(measured.nanos))
        .setRows(measured.rows < 0 ? null : measured.rows)
        .setLocks(locks(measured).stream().sorted(STRONGEST_FIRST).limit(MOST_LOCKS).toList())
        .setRewrites(measured.rewrites.stream().limit(MOST_LOCKS).toList())
        .build();
  }

  /** One that was given up and taken again counts once, for all the time. */
  private static Collection<RehearsedLock> locks(Measured measured) {
    Map<String, RehearsedLock> locks = new HashMap<>();
    for (Measured.Held held : measured.locks) {
      long time = millis(Math.max(0, held.until - held.since));
      locks.merge(
          held.mode + " " + held.relation,
          new RehearsedLock(held.relation, held.mode.word(), time),
          (one, other) ->
              new RehearsedLock(
                  one.getRelation(), one.getMode(), one.getHeldMillis() + other.getHeldMillis()));
    }
    return locks.values();
  }

  private static int size(RehearsedStatement statement) {
    int locks =
        statement.getLocks().stream()
            .mapToInt(lock -> lock.getRelation().length() + lock.getMode().length() + ENTRY)
            .sum();
    int rewrites = statement.getRewrites().stream().mapToInt(name -> name.length() + ENTRY).sum();
    return statement.getStatement().length()
        + statement.getScript().length()
        + statement.getNamespace().length()
        + ENTRY
        + locks
        + rewrites;
  }

  private static int size(SchemaDifference difference) {
    return difference.getObject().length()
        + length(difference.getBefore())
        + length(difference.getAfter())
        + ENTRY;
  }

  private static int length(@Nullable String text) {
    return text == null ? 0 : text.length();
  }

  private static long millis(long nanos) {
    return nanos / 1_000_000;
  }
}
