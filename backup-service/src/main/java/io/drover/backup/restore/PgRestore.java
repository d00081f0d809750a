package io.drover.backup.restore;

import io.drover.backup.archive.ArchiveReader;
import io.drover.backup.archive.ArchiveReader.SinkException;
import io.drover.backup.archive.RunningMeter;
import io.drover.backup.repository.Manifest;
import io.drover.backup.toc.ArchiveToc;
import io.drover.backup.toc.TocException;
import io.drover.backup.toc.TocOutput;
import io.drover.backup.tool.ToolErrors;
import io.drover.schemas.FailureCode;
import io.drover.service.operation.Attempt;
import io.drover.service.operation.OperationFailure;
import io.drover.service.process.ChildProcess;
import io.drover.service.process.PostgresTool;
import io.drover.service.process.ProcessRequest;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Feeds an archive to pg_restore. */
final class PgRestore {
  static final String NAME = "pg_restore";

  private final Attempt<?> attempt;
  private final ArchiveReader reader;

  PgRestore(Attempt<?> attempt, ArchiveReader reader) {
    this.attempt = attempt;
    this.reader = reader;
  }

  /**
   * What is different from a restore of all there is.
   *
   * @param options further ones for pg_restore
   * @param change what becomes of the table of contents; null: nothing
   * @param partial whether data may be left unread
   */
  record Terms(List<String> options, @Nullable UnaryOperator<ArchiveToc> change, boolean partial) {}

  /** Restores into a database. */
  void run(PostgresTool tool, Manifest manifest, String database, Terms terms)
      throws OperationFailure, InterruptedException {
    attempt.progress().phase("restoring", "bytes", manifest.archive().bytes());
    try (ChildProcess child = attempt.start(request(tool, database, terms.options()))) {
      Optional<SinkException> cutOff = feed(child, manifest, terms.change());
      int exitCode = child.await();
      if (exitCode != 0) {
        throw ToolErrors.explain(NAME, exitCode, child.errorTail());
      }
      if (cutOff.isPresent() && !terms.partial()) {
        throw notRead().causedBy(cutOff.get());
      }
    }
  }

  /**
   * How pg_restore is called.
   *
   * @param archive its last arguments; none where it reads its standard input
   */
  static ProcessRequest request(
      PostgresTool tool, String database, List<String> options, String... archive) {
    List<String> arguments = new ArrayList<>(List.of("--exit-on-error", "--no-password"));
    arguments.addAll(options);
    arguments.add("--dbname=" + database);
    arguments.addAll(List.of(archive));
    return new ProcessRequest(
        tool.path().toString(),
        arguments,
        // The database has its settings already; this one would forbid to fill it.
        Map.of("PGOPTIONS", "-c default_transaction_read_only=off"),
        database);
  }

  private Optional<SinkException> feed(
      ChildProcess child, Manifest manifest, @Nullable UnaryOperator<ArchiveToc> change)
      throws OperationFailure, InterruptedException {
    try (OutputStream input = child.input()) {
      if (change == null) {
        reader.copy(manifest, input, new RunningMeter(attempt, "restore-running"));
      } else {
        TocOutput changed = new TocOutput(input, change);
        reader.copy(manifest, changed, new RunningMeter(attempt, "restore-running"));
        return completed(changed);
      }
      return Optional.empty();
    } catch (SinkException e) {
      if (e.getCause() instanceof TocException unknown) {
        throw Contents.unknown(manifest, unknown);
      }
      return Optional.of(e);
    } catch (TocException e) {
      throw Contents.unknown(manifest, e);
    } catch (IOException e) {
      throw notRead().causedBy(e);
    }
  }

  /** The rest of the contents may meet an end, as all before it may: the exit code says why. */
  private static Optional<SinkException> completed(TocOutput changed) throws TocException {
    try {
      changed.complete();
      return Optional.empty();
    } catch (TocException unknown) {
      throw unknown;
    } catch (IOException e) {
      return Optional.of(new SinkException(e));
    }
  }

  private static OperationFailure notRead() {
    return OperationFailure.of(
        FailureCode.INTERNAL,
        NAME + " did not read the archive to its end.",
        "Look the operation's id up in the log of the service.");
  }
}
