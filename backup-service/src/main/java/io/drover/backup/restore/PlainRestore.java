package io.drover.backup.restore;

import io.drover.backup.archive.ArchiveReader;
import io.drover.backup.archive.ArchiveReader.SinkException;
import io.drover.backup.archive.ByteMeter;
import io.drover.backup.archive.RunningMeter;
import io.drover.backup.repository.Manifest;
import io.drover.backup.script.ScriptException;
import io.drover.backup.script.ScriptReader;
import io.drover.backup.tool.ToolErrors;
import io.drover.schemas.FailureCode;
import io.drover.service.operation.Attempt;
import io.drover.service.operation.OperationFailure;
import io.drover.service.process.ChildProcess;
import io.drover.service.process.PostgresTool;
import io.drover.service.process.PostgresTools;
import io.drover.service.process.ProcessRequest;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Feeds the text of a plain SQL dump to psql. Twice it is seen to that no command of psql reaches
 * it: {@link ScriptReader} goes through the whole text before anything is fed, and psql itself is
 * put under {@code \restrict}, which no text can lift.
 */
final class PlainRestore {
  private static final String NAME = "psql";
  private static final int KEY_BYTES = 32;
  private static final Pattern LINE = Pattern.compile("psql:<stdin>:(\\d+):");

  /** The minor version of each major one in which {@code \restrict} came, in August 2025. */
  private static final Map<Integer, Integer> RESTRICTS =
      Map.of(13, 22, 14, 19, 15, 14, 16, 10, 17, 6);

  private final Attempt<?> attempt;
  private final ArchiveReader reader;

  PlainRestore(Attempt<?> attempt, ArchiveReader reader) {
    this.attempt = attempt;
    this.reader = reader;
  }

  /**
   * The psql that restores.
   *
   * @throws OperationFailure {@code TOOL_MISSING}, or {@code VERSION_MISMATCH}: it cannot be kept
   *     from running commands
   */
  static PostgresTool psql(PostgresTools tools) throws OperationFailure {
    PostgresTool psql = tools.psql();
    if (!restricts(psql)) {
      throw OperationFailure.of(
          FailureCode.VERSION_MISMATCH,
          "psql "
              + psql.version()
              + " does not know \\restrict, without which plain SQL is not safe to restore.",
          "sudo apt-get install --only-upgrade postgresql-client-" + psql.major());
    }
    return psql;
  }

  private static boolean restricts(PostgresTool psql) {
    Integer since = RESTRICTS.get(psql.major());
    String[] parts = psql.version().split("\\D", 3);
    return since == null
        ? psql.major() > 17
        : parts.length > 1 && !parts[1].isEmpty() && Integer.parseInt(parts[1]) >= since;
  }

  /**
   * Goes through the whole text.
   *
   * @throws OperationFailure {@code IMPORT_UNSAFE}, {@code BACKUP_CORRUPT}
   */
  void check(Manifest manifest) throws OperationFailure, InterruptedException {
    attempt.progress().phase("checking", "bytes", manifest.archive().bytes());
    feed(manifest, ScriptReader.looking(), attempt.progress()::done);
  }

  /** Restores into an empty database. */
  void run(PostgresTool psql, Manifest manifest, String database, boolean subscriptions)
      throws OperationFailure, InterruptedException {
    attempt.progress().phase("restoring", "bytes", manifest.archive().bytes());
    try (ChildProcess child = attempt.start(request(psql, database))) {
      boolean taken = feed(child, manifest, subscriptions);
      int exitCode = child.await();
      if (exitCode != 0) {
        throw ToolErrors.explain(NAME, exitCode, numbered(child.errorTail()));
      }
      if (!taken) {
        throw OperationFailure.of(
            FailureCode.INTERNAL,
            NAME + " did not read the dump to its end.",
            "Look the operation's id up in the log of the service.");
      }
    }
  }

  private static ProcessRequest request(PostgresTool psql, String database) {
    return new ProcessRequest(
        psql.path().toString(),
        List.of(
            "--no-psqlrc",
            "--no-password",
            "--quiet",
            "--set=ON_ERROR_STOP=1",
            "--output=/dev/null",
            // It tells lines of a file only.
            "--file=-",
            "--dbname=" + database),
        // The database has its settings already; this one would forbid to fill it.
        Map.of("PGOPTIONS", "-c default_transaction_read_only=off"),
        database);
  }

  /** Whether psql took all of it; if not, it knows better why. */
  private boolean feed(ChildProcess child, Manifest manifest, boolean subscriptions)
      throws OperationFailure, InterruptedException {
    try (OutputStream input = child.input()) {
      byte[] key = new byte[KEY_BYTES];
      new SecureRandom().nextBytes(key);
      String restrict = "\\restrict " + HexFormat.of().formatHex(key) + "\n";
      input.write(restrict.getBytes(StandardCharsets.US_ASCII));
      return feed(
          manifest,
          new ScriptReader(input, subscriptions),
          new RunningMeter(attempt, "restore-running"));
    } catch (IOException e) {
      return false;
    }
  }

  private boolean feed(Manifest manifest, ScriptReader script, ByteMeter meter)
      throws OperationFailure, InterruptedException {
    try {
      reader.copy(manifest, script, meter);
      script.finish();
      return true;
    } catch (SinkException e) {
      if (e.getCause() instanceof ScriptException unsafe) {
        throw unsafe.failure().causedBy(unsafe);
      }
      return false;
    } catch (ScriptException e) {
      throw e.failure().causedBy(e);
    } catch (IOException e) {
      return false;
    }
  }

  /** Lines as in the dump: psql was told one more before it. */
  private static String numbered(String errorTail) {
    Matcher line = LINE.matcher(errorTail);
    return line.replaceAll(found -> "psql:<stdin>:" + (Long.parseLong(found.group(1)) - 1) + ":");
  }
}
