package io.drover.backup.exchange;

import io.drover.backup.archive.ArchiveWriter;
import io.drover.backup.archive.ArchiveWriter.Written;
import io.drover.backup.repository.DatabaseProperties;
import io.drover.backup.script.ScriptSummary;
import io.drover.service.target.DumpFormat;
import java.nio.file.Path;

/**
 * What is known of an imported dump that is stored and not yet committed.
 *
 * @param file a file, or the folder of a directory archive
 * @param fileBytes of all of it
 * @param fileSha256 of the file; of a folder what {@code sha256sum * | sha256sum} tells in it
 */
record Stored(
    DumpFormat format,
    ArchiveWriter writer,
    String archiveFile,
    Written written,
    ScriptSummary summary,
    Path file,
    long fileBytes,
    String fileSha256,
    DatabaseProperties properties) {}
