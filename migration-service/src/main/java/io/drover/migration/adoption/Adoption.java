package io.drover.migration.adoption;

import io.drover.migration.bundle.Bundles;
import io.drover.migration.execution.SessionLimits;
import io.drover.migration.flyway.DatabaseMigrations;
import io.drover.migration.flyway.DatabaseStatus;
import io.drover.migration.flyway.UnrecordedMigrations;
import io.drover.migration.schema.SchemaDifferences;
import io.drover.migration.schema.SchemaPicture;
import io.drover.migration.site.AttemptElsewhere;
import io.drover.migration.site.ServerWide;
import io.drover.migration.source.MigrationSource;
import io.drover.migration.source.MigrationSources;
import io.drover.migration.source.RequestedNamespace;
import io.drover.schemas.HistoryChange;
import io.drover.schemas.MigrateRequested;
import io.drover.service.operation.Attempt;
import io.drover.service.operation.OperationFailure;
import io.drover.service.operation.Outcome;
import io.drover.service.target.LockMode;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Gives a database without history the one that its scripts would have given it, if it is what they
 * make: they are run in an empty database beside it, and the schemas of the two are compared.
 *
 * <p>Restartable: the scratch database is made anew by each attempt and dropped by {@link #abandon}
 * at the latest, and a history that an earlier attempt has begun is known by its mark.
 */
public final class Adoption {
  private static final int MOST_DIFFERENCES = 200;

  private final Attempt<MigrateRequested> attempt;
  private final Bundles bundles;
  private final MigrationSources sources;
  private final String namespace;
  private final ScratchDatabase scratch;

  /**
   * An adoption of the attempt's target.
   *
   * @throws OperationFailure {@code INVALID_REQUEST}: it is not clear which namespace is meant
   */
  public Adoption(Attempt<MigrateRequested> attempt, Bundles bundles, MigrationSources sources)
      throws OperationFailure {
    this.attempt = attempt;
    this.bundles = bundles;
    this.sources = sources;
    this.namespace = RequestedNamespace.of(attempt.command(), attempt.target().entry()).name();
    this.scratch = new ScratchDatabase(attempt);
  }

  /** Drops what attempts of this operation have left. */
  public static void abandon(Attempt<MigrateRequested> attempt) throws OperationFailure {
    new ScratchDatabase(attempt).dropAll();
  }

  /** Compares, and begins the history unless the request only asks what would be. */
  public Outcome outcome() throws OperationFailure, InterruptedException {
    Optional<String> begun = unrecorded().begunAt();
    if (begun.isPresent()) {
      return done(begun.get(), SchemaDifferences.NONE);
    }
    sources.pin(bundles);
    String version = unrecorded().version(attempt.command().getVersion());
    attempt.reached("adoption-begun");
    SchemaPicture made = made();
    attempt.reached("scripts-compared");
    SchemaDifferences found = compared(made);
    if (attempt.command().getDryRun()) {
      return done(version, found);
    }
    Drift.refuse(found, sources::masked, attempt.target().entry().name());
    attempt.lock(LockMode.EXCLUSIVE);
    attempt.reached("lock-held");
    if (unrecorded().begunAt().isEmpty()) {
      // Somebody may have changed it while this one waited.
      Drift.refuse(compared(made), sources::masked, attempt.target().entry().name());
      attempt.fence();
      unrecorded().begin(version);
      attempt.reached("history-begun");
    }
    return done(version, SchemaDifferences.NONE);
  }

  /** What the scripts make of an empty database, which is gone when this returns. */
  private SchemaPicture made() throws OperationFailure, InterruptedException {
    attempt.progress().phase("running the scripts on a scratch database", "", 0);
    scratch.create();
    attempt.reached("scratch-made");
    Attempt<MigrateRequested> there = AttemptElsewhere.on(attempt, scratch.name());
    DatabaseMigrations migrations =
        DatabaseMigrations.upTo(there, sources, namespace, attempt.command().getVersion());
    SchemaPicture made;
    try {
      DatabaseStatus status = migrations.status();
      migrations.requireApplicable(status);
      String database = attempt.target().entry().name();
      ServerWide.refuse(
          migrations.content(),
          "so the scripts are not run to compare them with " + database,
          "Compare the schemas by hand, then mark the scripts as applied: ./drover migrate "
              + database
              + " --baseline");
      migrations.apply(status);
      made = picture(there);
    } catch (OperationFailure failure) {
      throw Drift.inScratch(failure, attempt.target().entry().name());
    }
    scratch.dropAll();
    return made;
  }

  private SchemaDifferences compared(SchemaPicture made) throws OperationFailure {
    // An extension that somebody has put there for watching the database harms no script.
    return SchemaDifferences.between(made, picture(attempt)).withoutAddedExtensions();
  }

  private SchemaPicture picture(Attempt<MigrateRequested> where) throws OperationFailure {
    List<String> histories = new ArrayList<>();
    for (MigrationSource each : sources.all()) {
      histories.addAll(UnrecordedMigrations.of(where, each).tables());
    }
    try (Connection connection = where.connect()) {
      SessionLimits.of(where.target().entry().policy()).apply(connection);
      List<String> schemas = AdoptedNamespace.schemas(connection, sources, namespace);
      return SchemaPicture.read(connection, schemas, histories);
    } catch (SQLException e) {
      throw where.explain(e);
    }
  }

  private UnrecordedMigrations unrecorded() {
    return UnrecordedMigrations.of(attempt, sources.of(namespace));
  }

  private Outcome done(String version, SchemaDifferences found)
      throws OperationFailure, InterruptedException {
    DatabaseStatus status = DatabaseMigrations.of(attempt, sources).status();
    List<HistoryChange> changes = found.isEmpty() ? unrecorded().changes(version) : List.of();
    attempt.reached("done");
    return new Outcome.Done(
        header ->
            status
                .fact(header, attempt.command())
                .setChanges(changes)
                .setDifferences(found.facts(MOST_DIFFERENCES, sources::masked))
                .build());
  }
}
