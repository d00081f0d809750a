package io.drover.migration.rehearsal;

import io.drover.migration.flyway.DatabaseMigrations;
import io.drover.migration.flyway.DatabaseStatus;
import io.drover.migration.flyway.RunContent;
import io.drover.migration.plan.Plan;
import io.drover.migration.schema.SchemaDifferences;
import io.drover.migration.schema.SchemaPicture;
import io.drover.migration.site.AttemptElsewhere;
import io.drover.migration.site.ServerWide;
import io.drover.migration.source.MigrationSources;
import io.drover.schemas.FailureCode;
import io.drover.schemas.Kinds;
import io.drover.schemas.MigrateRequested;
import io.drover.schemas.MigrationRehearsal;
import io.drover.schemas.RestoreSucceeded;
import io.drover.service.operation.Attempt;
import io.drover.service.operation.ChildOutcome;
import io.drover.service.operation.OperationFailure;
import io.drover.service.operation.Outcome;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * One attempt to rehearse a plan: asks for a scratch copy of the database, or runs the plan on the
 * one that was made, measures it and drops the copy. A copy serves one run: an attempt that finds
 * it taken already, or gone, asks for another.
 */
public final class Rehearsal {
  private static final int MOST_CAUGHT_UP = 100;

  private final Attempt<MigrateRequested> attempt;
  private final MigrationSources sources;
  private final Rehearsals rehearsals;
  private final ScratchCopies copies;
  private final Plan plan;

  /** A rehearsal of the plan by this attempt, from these sources. */
  public Rehearsal(
      Attempt<MigrateRequested> attempt,
      MigrationSources sources,
      Rehearsals rehearsals,
      Plan plan) {
    this.attempt = attempt;
    this.sources = sources;
    this.rehearsals = rehearsals;
    this.copies = new ScratchCopies(attempt, Kinds.MIGRATE);
    this.plan = plan;
  }

  /** Removes the scratch copies that attempts of an operation have left. */
  public static void abandon(Attempt<MigrateRequested> attempt)
      throws OperationFailure, InterruptedException {
    new ScratchCopies(attempt, Kinds.MIGRATE).drop();
  }

  /**
   * What comes next.
   *
   * @param done makes the end of the operation from what was measured
   * @throws OperationFailure {@code CHILD_FAILED} there is no copy that would do, and as {@link
   *     DatabaseMigrations#apply}
   */
  public Outcome outcome(Function<MigrationRehearsal, Outcome> done)
      throws OperationFailure, InterruptedException {
    Optional<ChildOutcome> child = attempt.child();
    if (child.isEmpty()) {
      return anotherCopy();
    }
    RestoreSucceeded copy = CopyRequest.copy(child.get());
    String restore = child.get().operationId();
    if (!copies.isThere(copy.getTargetName(), restore) || !taken(restore)) {
      copies.drop();
      return anotherCopy();
    }
    MigrationRehearsal measured = run(copy, restore);
    attempt.reached("rehearsed");
    rehearsals.end(restore);
    attempt.reached("rehearsal-noted");
    copies.drop();
    attempt.reached("copy-dropped");
    return done.apply(measured);
  }

  private Outcome anotherCopy() throws InterruptedException {
    attempt.reached("awaiting-copy");
    return CopyRequest.of(attempt);
  }

  private boolean taken(String restore) throws OperationFailure, InterruptedException {
    attempt.fence();
    boolean taken =
        rehearsals.begin(restore, attempt.operationId(), plan.database(), plan.digest());
    attempt.reached("copy-taken");
    return taken;
  }

  private MigrationRehearsal run(RestoreSucceeded copy, String restore)
      throws OperationFailure, InterruptedException {
    Attempt<MigrateRequested> there = AttemptElsewhere.on(attempt, copy.getTargetName());
    try {
      return measured(there, copy.getBackupId());
    } catch (SQLException e) {
      throw said(there.explain(e), copy, restore);
    } catch (OperationFailure failure) {
      throw said(failure, copy, restore);
    }
  }

  private MigrationRehearsal measured(Attempt<MigrateRequested> there, String backupId)
      throws OperationFailure, SQLException, InterruptedException {
    DatabaseMigrations migrations = DatabaseMigrations.of(there, sources);
    DatabaseStatus status = migrations.status();
    List<RunContent> content = migrations.content();
    Fit fit = Fit.of(plan, content);
    fit.require(plan.database(), backupId);
    ServerWide.refuse(
        content,
        "so nothing was rehearsed",
        "Look at that statement by hand; the rest is told by ./drover migrate "
            + plan.database()
            + " --plan");
    migrations.requireApplicable(status);
    try (Connection second = there.connect()) {
      OwnTables own = OwnTables.of(sources, second);
      Sizes sizes = Sizes.read(second, own);
      SchemaPicture before = SchemaPicture.read(second, List.of(), own.names());
      Meter meter = new Meter(second, own, plan.mask());
      migrations.apply(status, meter::of);
      SchemaPicture after = SchemaPicture.read(second, List.of(), own.names());
      SchemaDifferences differences = SchemaDifferences.between(before, after);
      return RehearsalFacts.of(meter)
          .setBackupId(backupId)
          .setCaughtUp(fit.more().stream().limit(MOST_CAUGHT_UP).toList())
          .setSizes(RehearsalFacts.sizes(sizes.changesTo(Sizes.read(second, own))))
          .setDifferences(RehearsalFacts.differences(differences, plan.mask()))
          .setDifferenceCount(differences.count())
          .build();
    }
  }

  /** The failure as one of the rehearsal, of which the database itself has seen nothing. */
  private OperationFailure said(OperationFailure failure, RestoreSucceeded copy, String restore)
      throws OperationFailure {
    if (failure.code().equals(FailureCode.CHILD_FAILED)) {
      return failure;
    }
    String rehearse = "./drover migrate " + plan.database() + " --rehearse";
    if (failure.retryable() && !copies.isThere(copy.getTargetName(), restore)) {
      return OperationFailure.of(
              FailureCode.CHILD_FAILED,
              "The scratch copy "
                  + copy.getTargetName()
                  + " was dropped before the rehearsal had ended; nothing was changed in "
                  + plan.database()
                  + ".",
              "Raise policy.longest-scratch of "
                  + plan.database()
                  + " in databases.yml if the time of the copy was over, then: "
                  + rehearse)
          .causedBy(failure);
    }
    OperationFailure said =
        OperationFailure.of(
                failure.code(),
                "In the rehearsal on a copy, and nothing was changed in "
                    + plan.database()
                    + ": "
                    + failure.message(),
                remedy(failure, rehearse))
            .withDetail(failure.detail())
            .causedBy(failure);
    return failure.retryable() ? said.asRetryable() : said;
  }

  /** The database itself fits its scripts, so a copy that does not is of before a repair. */
  private String remedy(OperationFailure failure, String rehearse) {
    return switch (failure.code()) {
      case FailureCode.MIGRATION_CHECKSUM_MISMATCH ->
          "The backup is of a time before the history was repaired: ./drover backup "
              + plan.database()
              + " && "
              + rehearse;
      case FailureCode.MIGRATION_FAILED ->
          "Correct the script, or what it needs in the database, then: " + rehearse;
      default -> failure.remedy();
    };
  }
}
