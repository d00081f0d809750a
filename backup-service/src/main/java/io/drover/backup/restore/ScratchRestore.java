package io.drover.backup.restore;

import io.drover.backup.archive.ArchiveReader;
import io.drover.backup.content.Sql;
import io.drover.backup.repository.Manifest;
import io.drover.service.operation.Attempt;
import io.drover.service.operation.OperationFailure;
import io.drover.service.process.PostgresTool;
import io.drover.service.process.PostgresTools;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * Restores a backup into a scratch database of one attempt: the archive is read and compared with
 * its checksum first, what the server lacks is found before anything is made, and what earlier
 * attempts left is dropped.
 */
public final class ScratchRestore {
  private final Attempt<?> attempt;
  private final Manifest manifest;
  private final ArchiveReader reader;
  private final PostgresTools tools;
  private final Purpose purpose;

  /** What becomes of the database. */
  public enum Purpose {
    /** It will be opened under another name. */
    OPENED(ScratchDatabase.PREFIX),
    /** It will be dropped: nobody else sees it, and nothing in it acts. */
    DROPPED(ScratchDatabase.VERIFY_PREFIX);

    private final String prefix;

    Purpose(String prefix) {
      this.prefix = prefix;
    }

    private List<String> left() {
      return this == DROPPED ? List.of("--no-subscriptions") : List.of();
    }
  }

  /** A restore that begins with {@link #verifyArchive}. */
  public ScratchRestore(
      Attempt<?> attempt,
      Manifest manifest,
      ArchiveReader reader,
      PostgresTools tools,
      Purpose purpose) {
    this.attempt = attempt;
    this.manifest = manifest;
    this.reader = reader;
    this.tools = tools;
    this.purpose = purpose;
  }

  /**
   * Reads the whole archive.
   *
   * @throws OperationFailure {@code BACKUP_CORRUPT}
   */
  public void verifyArchive() throws OperationFailure, InterruptedException {
    attempt.progress().phase("verifying", "bytes", manifest.archive().bytes());
    reader.verify(manifest, attempt.progress()::done);
    attempt.reached("archive-verified");
  }

  /**
   * Makes the database and fills it.
   *
   * @throws OperationFailure what the server lacks, or why pg_restore failed
   */
  public ScratchDatabase fill() throws OperationFailure, InterruptedException, SQLException {
    PostgresTool tool;
    ScratchDatabase scratch;
    try (Connection maintenance = attempt.connectToMaintenance()) {
      tool =
          tools.restoreFor(
              major(manifest.toolVersion()), maintenance.getMetaData().getDatabaseMajorVersion());
      Preflight.check(maintenance, manifest);
      // An attempt that wakes up late must not drop what its successor fills. Connected before the
      // fence: whoever takes over afterwards ends this connection.
      attempt.fence();
      ScratchDatabase.dropAll(maintenance, purpose.prefix, attempt.operationId());
      scratch =
          ScratchDatabase.create(
              maintenance,
              purpose.prefix,
              attempt.operationId(),
              attempt.number(),
              manifest.properties());
      DatabaseSettings.apply(maintenance, scratch.name(), manifest.properties().settings());
      if (purpose == Purpose.DROPPED) {
        quiet(maintenance, scratch.name());
      }
    }
    attempt.reached("database-created");
    new PgRestore(attempt, reader).run(tool, manifest, scratch.name(), purpose.left());
    attempt.reached("restored");
    return scratch;
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

  private static int major(String version) {
    return Integer.parseInt(version.split("\\D", 2)[0]);
  }
}
