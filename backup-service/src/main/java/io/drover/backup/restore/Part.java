package io.drover.backup.restore;

import io.drover.backup.archive.ArchiveReader;
import io.drover.backup.repository.Manifest;
import io.drover.backup.repository.Manifest.TableRows;
import io.drover.backup.toc.ArchiveToc;
import io.drover.backup.toc.Chooser;
import io.drover.backup.toc.Chosen;
import io.drover.backup.toc.QualifiedName;
import io.drover.backup.toc.Selection;
import io.drover.backup.toc.UnknownNamesException;
import io.drover.schemas.FailureCode;
import io.drover.schemas.RestoreRequested;
import io.drover.service.operation.OperationFailure;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The part of a backup that a request selects.
 *
 * @param bare whether what it needs from elsewhere is left out, as it is there
 */
record Part(ArchiveToc toc, Chosen chosen, boolean bare) {
  /**
   * The part; null for everything.
   *
   * @throws OperationFailure {@code INVALID_REQUEST}: the backup does not hold it
   */
  static @Nullable Part of(RestoreRequested command, Manifest manifest, ArchiveReader reader)
      throws OperationFailure, InterruptedException {
    Selection selection = selection(command);
    if (selection.isAll()) {
      return null;
    }
    ArchiveToc toc = Contents.read(reader, manifest);
    try {
      boolean bare = RestoreMode.of(command) == RestoreMode.IN_PLACE;
      return new Part(toc, Chooser.choose(toc, selection), bare);
    } catch (UnknownNamesException e) {
      throw OperationFailure.of(
          FailureCode.INVALID_REQUEST,
          String.valueOf(e.getMessage()),
          "Send the request again under a new operationId with names that the backup "
              + manifest.backupId()
              + " holds, exactly as they are.");
    }
  }

  /** What a request selects; names of a wrong form were refused when it was admitted. */
  static Selection selection(RestoreRequested command) {
    return new Selection(
        command.getSchemas(),
        command.getTables().stream().flatMap(name -> QualifiedName.parse(name).stream()).toList());
  }

  /** The same part of a table of contents. */
  ArchiveToc of(ArchiveToc all) {
    return all.with(
        all.entries().stream()
            .filter(entry -> bare ? chosen.isOwn(entry) : chosen.holds(entry))
            .toList());
  }

  List<TableRows> rows(List<TableRows> all) {
    return all.stream()
        .filter(rows -> chosen.filled().contains(new QualifiedName(rows.schema(), rows.name())))
        .toList();
  }
}
