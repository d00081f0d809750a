package io.drover.backup.archive;

import io.drover.backup.repository.BackupRepository;
import io.drover.backup.repository.Manifest;
import io.drover.backup.repository.NewBackup;
import io.drover.backup.repository.Upload;
import io.drover.service.operation.OperationFailure;
import java.io.IOException;

/** Carries stored archives, as they are, from one repository to another. */
public final class ArchiveCopier {
  private static final int BUFFER = 256 * 1024;

  private ArchiveCopier() {}

  /**
   * Carries the archive of a backup; the upload is complete when this returns.
   *
   * @param meter is told how many bytes have been carried
   * @throws OperationFailure {@code BACKUP_CORRUPT}: what was read differs from the manifest; or
   *     either repository's own
   */
  public static void copy(
      BackupRepository from, Manifest manifest, NewBackup to, Upload upload, ByteMeter meter)
      throws OperationFailure, InterruptedException {
    try (HashingInput stored = new HashingInput(from.open(manifest))) {
      byte[] buffer = new byte[BUFFER];
      for (int count = stored.read(buffer, 0, BUFFER);
          count >= 0;
          count = stored.read(buffer, 0, BUFFER)) {
        write(to, upload, buffer, count);
        meter.soFar(stored.hash().bytes());
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
      }
      ArchiveReader.compare(manifest, stored);
    } catch (IOException e) {
      throw from.explain(e);
    }
    to.complete(upload);
  }

  private static void write(NewBackup to, Upload upload, byte[] buffer, int count)
      throws OperationFailure, InterruptedException {
    try {
      upload.write(buffer, 0, count);
    } catch (IOException e) {
      throw to.explain(e);
    }
  }
}
