package io.drover.backup.restore;

import io.drover.backup.archive.ArchiveReader;
import io.drover.backup.content.Sql;
import io.drover.backup.repository.Manifest;
import io.drover.backup.repository.Manifest.TableRows;
import io.drover.backup.restore.RestoreMarks.Restored;
import io.drover.backup.swap.NamedDatabase;
import io.drover.backup.toc.ArchiveToc;
import io.drover.backup.toc.TocEntry;
import io.drover.schemas.FailureCode;
import io.drover.schemas.RestoreRequested;
import io.drover.service.operation.Attempt;
import io.drover.service.operation.OperationFailure;
import io.drover.service.process.PostgresTool;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One attempt to restore into the database itself, in one transaction of pg_restore: drops, rows,
 * the comparison with the manifest and the mark that it happened come about together or not at all.
 */
final class InPlaceRun {
  private static final Pattern CHECKED =
      Pattern.compile("\"" + InPlaceChecks.SIGN + "(.*)\"", Pattern.DOTALL);

  private final Attempt<RestoreRequested> attempt;
  private final Wanted wanted;
  private final Manifest manifest;
  private final RestoreTools tools;
  private final InPlaceMark mark;
  private final boolean dataOnly;
  private final String name;

  InPlaceRun(
      Attempt<RestoreRequested> attempt, Wanted wanted, RestoreTools tools, InPlaceMark mark) {
    this.attempt = attempt;
    this.wanted = wanted;
    this.manifest = wanted.manifest();
    this.tools = tools;
    this.mark = mark;
    this.dataOnly = attempt.command().getDataOnly();
    this.name = attempt.target().physicalName();
  }

  /** What the database has, and the statement that will say that the restore was committed. */
  private record Ready(
      PostgresTool program,
      boolean superuser,
      Set<String> schemas,
      Set<String> extensions,
      String last) {}

  /** All findings at once. */
  void preflight(Connection maintenance) throws SQLException, OperationFailure {
    List<Finding> findings = new ArrayList<>(Strandings.findInPlace(attempt, maintenance));
    findings.addAll(
        new Preflight(maintenance, wanted, tools.programs(), false)
            .findings(attempt.command().getCreateMissingRoles()));
    if (wanted.isDirectory()) {
      inOrder().room(manifest).ifPresent(findings::add);
    }
    Finding.require(findings, attempt.command().getOverrides());
  }

  /** One transaction is of one session. */
  private ParallelRestore inOrder() {
    return new ParallelRestore(attempt, tools.reader(), tools.spool(), 1);
  }

  /** Reads the whole archive; throws as {@link ArchiveReader#verify}. */
  void verifyArchive() throws OperationFailure, InterruptedException {
    attempt.progress().phase("verifying", "bytes", manifest.archive().bytes());
    tools.reader().verify(manifest, attempt.progress()::done);
    attempt.reached("archive-verified");
  }

  void run() throws OperationFailure, InterruptedException, SQLException {
    verifyArchive();
    Ready ready;
    try (Connection maintenance = attempt.connectToMaintenance()) {
      preflight(maintenance);
      attempt.fence();
      ready = ready(maintenance);
    }
    attempt.reached("before-in-place");
    attempt.fence();
    try {
      var different = new PgRestore.Terms(options(ready), toc -> changed(toc, ready), true);
      if (wanted.isDirectory()) {
        inOrder().run(ready.program(), manifest, name, different);
      } else {
        new PgRestore(attempt, tools.reader()).run(ready.program(), manifest, name, different);
      }
    } catch (OperationFailure failure) {
      throw explained(failure);
    }
    attempt.reached("in-place-committed");
  }

  private Ready ready(Connection maintenance) throws SQLException, OperationFailure {
    Preflight preflight = new Preflight(maintenance, wanted, tools.programs(), false);
    List<String> warnings = new ArrayList<>(wanted.warnings());
    if (attempt.command().getCreateMissingRoles()) {
      warnings.addAll(
          MissingRoles.create(
              maintenance, wanted.rolesInside(), preflight.missingRoles(), manifest));
    }
    boolean superuser = Privileges.read(maintenance).superuser();
    long rows = exact().stream().mapToLong(TableRows::rows).sum();
    NamedDatabase database = NamedDatabase.find(maintenance, name).orElseThrow();
    Restored restored = new Restored(manifest.backupId(), exact().size(), rows, warnings, 0);
    List<String> last = new ArrayList<>();
    try (Connection inside = attempt.connect()) {
      last.addAll(InPlaceChecks.rows(inside, exact(), dataOnly));
      if (dataOnly && superuser) {
        last.addAll(InPlaceChecks.foreignKeys(inside, exact()));
      }
      last.add(mark.announce(maintenance, database, restored));
      return new Ready(
          preflight.tool(),
          superuser,
          names(inside, "SELECT nspname FROM pg_catalog.pg_namespace"),
          names(inside, "SELECT extname FROM pg_catalog.pg_extension"),
          String.join(";\n", last) + ";");
    }
  }

  private static Set<String> names(Connection inside, String sql) throws SQLException {
    return new HashSet<>(Sql.query(inside, sql, row -> row.getString(1)));
  }

  private List<TableRows> exact() {
    return wanted.rows().stream().filter(TableRows::exact).toList();
  }

  private List<String> options(Ready ready) {
    List<String> options = new ArrayList<>(wanted.arguments());
    // PostgreSQL drops no subscription within a transaction.
    options.addAll(List.of("--single-transaction", "--no-subscriptions"));
    if (!dataOnly) {
      options.addAll(List.of("--clean", "--if-exists"));
    } else {
      options.add("--data-only");
      if (ready.superuser()) {
        options.add("--disable-triggers");
      }
    }
    return options;
  }

  /** What others use as well, schemas and extensions, stays where it is there. */
  private ArchiveToc changed(ArchiveToc all, Ready ready) {
    ArchiveToc toc = wanted.change() == null ? all : wanted.change().apply(all);
    Set<Integer> left = new HashSet<>();
    List<TocEntry> entries = new ArrayList<>();
    for (TocEntry entry : toc.entries()) {
      String object = toc.decoded(entry.name());
      boolean shared = entry.kind().equals("SCHEMA") || entry.kind().equals("EXTENSION");
      boolean there =
          shared
              && (entry.kind().equals("SCHEMA") ? ready.schemas() : ready.extensions())
                  .contains(object);
      boolean remark =
          entry.kind().equals("COMMENT") && entry.dependencies().stream().anyMatch(left::contains);
      if (there && entry.kind().equals("EXTENSION")) {
        left.add(entry.dumpId());
      }
      if (!there && !remark) {
        entries.add(shared ? entry.withoutDrop() : entry);
      }
    }
    long patience = attempt.target().entry().policy().lockTimeout().toMillis();
    return toc.with(entries).with("SET lock_timeout = " + patience + ";", ready.last());
  }

  private OperationFailure explained(OperationFailure failure) {
    Matcher checked = CHECKED.matcher(failure.detail());
    if (checked.find()) {
      return other(
          failure,
          FailureCode.VERIFICATION_MISMATCH,
          "what was restored differs from the backup: " + checked.group(1) + ".",
          "Restore another backup; ./drover backups " + manifest.database() + " lists them.");
    }
    if (failure.detail().contains("other objects depend on it")) {
      return other(
          failure,
          FailureCode.RESTORE_UNSAFE,
          "something that is not restored depends on what would be dropped.",
          "Drop what the detail names, or select more: --schema, --table.");
    }
    if (dataOnly && failure.detail().contains(" violates ")) {
      return other(
          failure,
          FailureCode.RESTORE_UNSAFE,
          "rows that are there, or missing, conflict with those of the backup.",
          "Remove the rows that the detail names, or restore without --data-only.");
    }
    return failure;
  }

  private static OperationFailure other(
      OperationFailure failure, String code, String sentence, String remedy) {
    return OperationFailure.of(code, "Nothing was changed, as " + sentence, remedy)
        .withDetail(failure.detail())
        .causedBy(failure);
  }
}
