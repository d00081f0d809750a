package io.drover.backup.restore;

import io.drover.backup.archive.ArchiveReader;
import io.drover.backup.content.Sql;
import io.drover.backup.repository.Manifest;
import io.drover.backup.spool.Spool;
import io.drover.schemas.FailureCode;
import io.drover.schemas.RestoreRequested;
import io.drover.service.operation.Attempt;
import io.drover.service.operation.OperationFailure;
import io.drover.service.process.PostgresTool;
import io.drover.service.process.PostgresTools;
import io.drover.service.target.DumpFormat;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Restores a backup into a scratch database of one attempt: the archive is read and compared with
 * its checksum first, what the server lacks is found before anything is made, and what earlier
 * attempts left is dropped.
 */
public final class ScratchRestore {
  private final Attempt<?> attempt;
  private final Wanted wanted;
  private final Manifest manifest;
  private final ArchiveReader reader;
  private final PostgresTools tools;
  private final Terms terms;
  private final List<String> warnings = new ArrayList<>();
  private final ParallelRestore parallel;

  /**
   * How it is done.
   *
   * @param prefix of the database's name
   * @param dropped whether the database will be dropped: nobody else sees it, and nothing in it
   *     acts
   * @param subscriptions whether they are restored
   * @param createRoles whether roles that the server lacks are created
   * @param overrides codes of findings that do not count
   * @param jobs processes that restore side by side; null for what the policy says
   */
  record Terms(
      String prefix,
      boolean dropped,
      boolean subscriptions,
      boolean createRoles,
      List<String> overrides,
      @Nullable Integer jobs) {
    private static final Terms VERIFICATION =
        new Terms(ScratchDatabase.VERIFY_PREFIX, true, false, false, List.of(), null);

    static Terms of(RestoreRequested command) {
      return new Terms(
          ScratchDatabase.PREFIX,
          false,
          !RestoreMode.of(command).quiet(),
          command.getCreateMissingRoles(),
          command.getOverrides(),
          command.getJobs());
    }
  }

  ScratchRestore(
      Attempt<?> attempt,
      Wanted wanted,
      ArchiveReader reader,
      PostgresTools tools,
      Spool spool,
      Terms terms) {
    this.attempt = attempt;
    this.wanted = wanted;
    this.manifest = wanted.manifest();
    this.reader = reader;
    this.tools = tools;
    this.terms = terms;
    @Nullable Integer jobs = terms.jobs();
    this.parallel =
        new ParallelRestore(
            attempt,
            reader,
            spool,
            jobs == null ? attempt.target().entry().policy().backup().dump().jobs() : jobs);
  }

  /** A restore of the whole backup into a database that will be looked at and dropped. */
  public static ScratchRestore toVerify(
      Attempt<?> attempt,
      Manifest manifest,
      ArchiveReader reader,
      PostgresTools tools,
      Spool spool) {
    return new ScratchRestore(
        attempt, Wanted.all(manifest), reader, tools, spool, Terms.VERIFICATION);
  }

  /**
   * Reads the whole archive; comes before {@link #fill}.
   *
   * @throws OperationFailure {@code BACKUP_CORRUPT}, {@code BACKUP_KEY_MISSING}; {@code
   *     IMPORT_UNSAFE}: it is text that holds what must not run
   */
  public void verifyArchive() throws OperationFailure, InterruptedException {
    requireRestorable();
    attempt.progress().phase("verifying", "bytes", manifest.archive().bytes());
    reader.verify(manifest, attempt.progress()::done);
    if (manifest.plain()) {
      new PlainRestore(attempt, reader).check(manifest);
    }
    attempt.reached("archive-verified");
  }

  private void requireRestorable() throws OperationFailure {
    if (!manifest.plain()
        && !wanted.isDirectory()
        && !manifest.format().equals(DumpFormat.CUSTOM.word())) {
      throw OperationFailure.of(
          FailureCode.INVALID_REQUEST,
          "The backup "
              + manifest.backupId()
              + " has the format "
              + manifest.format()
              + ", which this version of Drover does not restore.",
          "Restore it with stock tools: docs/restore-without-drover.md");
    }
  }

  /**
   * Makes the database and fills it.
   *
   * @throws OperationFailure what the server lacks, or why pg_restore failed
   */
  public ScratchDatabase fill() throws OperationFailure, InterruptedException, SQLException {
    PostgresTool program;
    ScratchDatabase scratch;
    try (Connection maintenance = attempt.connectToMaintenance()) {
      Preflight preflight = new Preflight(maintenance, wanted, tools, true);
      Finding.require(findings(preflight), terms.overrides());
      program = preflight.tool();
      // An attempt that wakes up late must not drop what its successor fills. Connected before the
      // fence: whoever takes over afterwards ends this connection.
      attempt.fence();
      if (terms.createRoles()) {
        warnings.addAll(
            MissingRoles.create(maintenance, wanted.roles(), preflight.missingRoles(), manifest));
      }
      scratch = create(maintenance);
    }
    attempt.reached("database-created");
    restore(program, scratch.name());
    attempt.reached("restored");
    return scratch;
  }

  /** Everything on the server and this machine that stands in the way of {@link #fill}. */
  List<Finding> findings(Connection maintenance) throws SQLException, OperationFailure {
    return findings(new Preflight(maintenance, wanted, tools, true));
  }

  private List<Finding> findings(Preflight preflight) throws SQLException, OperationFailure {
    List<Finding> findings = new ArrayList<>(preflight.findings(terms.createRoles()));
    if (wanted.isDirectory()) {
      parallel.room(manifest).ifPresent(findings::add);
    }
    return findings;
  }

  private void restore(PostgresTool program, String database)
      throws OperationFailure, InterruptedException {
    var different = new PgRestore.Terms(options(), wanted.change(), wanted.part() != null);
    if (manifest.plain()) {
      new PlainRestore(attempt, reader).run(program, manifest, database, terms.subscriptions());
    } else if (wanted.isDirectory()) {
      parallel.run(program, manifest, database, different);
    } else {
      new PgRestore(attempt, reader).run(program, manifest, database, different);
    }
  }

  /** What a person may miss in it. */
  List<String> warnings() {
    return List.copyOf(warnings);
  }

  private ScratchDatabase create(Connection maintenance) throws SQLException {
    ScratchDatabase.dropAll(maintenance, terms.prefix(), attempt.operationId());
    ScratchDatabase scratch =
        ScratchDatabase.create(
            maintenance,
            terms.prefix(),
            attempt.operationId(),
            attempt.number(),
            wanted.properties());
    DatabaseSettings.apply(maintenance, scratch.name(), wanted.properties().settings());
    if (terms.dropped()) {
      quiet(maintenance, scratch.name());
    }
    return scratch;
  }

  private List<String> options() {
    List<String> options = new ArrayList<>(wanted.arguments());
    if (!terms.subscriptions()) {
      options.add("--no-subscriptions");
    }
    return options;
  }

  /** Event triggers for logins, which PostgreSQL has from 17 on, would act at the first look. */
  private static void quiet(Connection maintenance, String scratch) throws SQLException {
    Sql.execute(maintenance, "REVOKE ALL ON DATABASE %I FROM PUBLIC", scratch);
    String name =
        "SELECT name FROM pg_catalog.pg_settings WHERE name = 'event_triggers'"
            + " AND (SELECT rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user)";
    for (String setting : Sql.query(maintenance, name, row -> row.getString(1))) {
      Sql.execute(maintenance, "ALTER DATABASE %I SET %I TO off", scratch, setting);
    }
  }
}
