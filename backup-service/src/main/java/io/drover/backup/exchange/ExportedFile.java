package io.drover.backup.exchange;

import java.nio.file.Path;

/**
 * What was written.
 *
 * @param file a file, or the folder of a directory archive
 * @param bytes of all of it
 * @param sha256 of the file; of a folder what {@code sha256sum * | sha256sum} tells in it
 * @param command stock command that restores it
 */
record ExportedFile(Path file, long bytes, String sha256, String command) {}
