package io.drover.backup.archive;

import io.drover.backup.encryption.Keys;
import io.drover.backup.repository.BackupRepository;
import io.drover.backup.repository.Manifest;
import io.drover.schemas.FailureCode;
import io.drover.service.operation.OperationFailure;
import io.drover.service.target.Codec;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Reads stored archives and believes none of them: what it passes on has the manifest's checksum.
 * Thread-safe.
 */
public final class ArchiveReader {
  private static final int BUFFER = 256 * 1024;

  private final BackupRepository repository;
  private final Keys keys;

  /** Reads archives of this repository with these keys. */
  public ArchiveReader(BackupRepository repository, Keys keys) {
    this.repository = repository;
    this.keys = keys;
  }

  /**
   * Reads the whole archive, compares it with its manifest and sees that a key opens it.
   *
   * @param meter is told how many stored bytes have been read
   * @throws OperationFailure {@code BACKUP_CORRUPT}: it differs; {@code BACKUP_KEY_MISSING}: it is
   *     encrypted and no key opens it; {@code REPOSITORY_UNAVAILABLE}: it cannot be read; {@code
   *     VERSION_MISMATCH}: its codec is not known
   */
  public void verify(Manifest manifest, ByteMeter meter)
      throws OperationFailure, InterruptedException {
    Codec _ = codec(manifest);
    hash(repository, manifest, meter);
    requireKey(manifest);
  }

  /**
   * Reads the whole archive and compares it with its manifest; needs no key.
   *
   * @param meter is told how many stored bytes have been read
   * @throws OperationFailure {@code BACKUP_CORRUPT}: it differs; {@code REPOSITORY_UNAVAILABLE}: it
   *     cannot be read
   */
  public static void hash(BackupRepository repository, Manifest manifest, ByteMeter meter)
      throws OperationFailure, InterruptedException {
    try (HashingInput stored = new HashingInput(repository.open(manifest))) {
      byte[] buffer = new byte[BUFFER];
      while (stored.read(buffer, 0, buffer.length) >= 0) {
        meter.soFar(stored.hash().bytes());
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
      }
      compare(manifest, stored);
    } catch (IOException e) {
      throw repository.explain(e);
    }
  }

  /**
   * The codec that the archive was written with.
   *
   * @throws OperationFailure {@code VERSION_MISMATCH}: this version knows none of that name
   */
  public static Codec codec(Manifest manifest) throws OperationFailure {
    return Codec.find(manifest.codec().name())
        .orElseThrow(
            () ->
                OperationFailure.of(
                    FailureCode.VERSION_MISMATCH,
                    "The backup "
                        + manifest.backupId()
                        + " is compressed by "
                        + manifest.codec().name()
                        + ", which this version of Drover does not know.",
                    "Update the backup service; it knows " + Codec.words() + " now."));
  }

  private void requireKey(Manifest manifest) throws OperationFailure, InterruptedException {
    try (InputStream stored = repository.open(manifest)) {
      keys.open(manifest, stored).available();
    } catch (IOException e) {
      throw repository.explain(e);
    }
  }

  /**
   * Unpacks the dump into a sink, which it does not close. The checksum is compared once more at
   * the end: the file may have been changed since it was verified.
   *
   * @param meter is told how many stored bytes have been read
   * @throws OperationFailure as {@link #verify}
   * @throws SinkException the sink took no more
   */
  public void copy(Manifest manifest, OutputStream sink, ByteMeter meter)
      throws OperationFailure, InterruptedException, SinkException {
    Codec codec = codec(manifest);
    try (HashingInput stored = new HashingInput(new StoredInput(repository.open(manifest)));
        InputStream dump = Codecs.unpack(codec, keys.open(manifest, stored))) {
      byte[] buffer = new byte[BUFFER];
      for (int count = dump.read(buffer, 0, BUFFER);
          count >= 0;
          count = dump.read(buffer, 0, BUFFER)) {
        write(sink, buffer, count);
        meter.soFar(stored.hash().bytes());
      }
      // What follows the compressed dump counts for the checksum all the same.
      stored.transferTo(OutputStream.nullOutputStream());
      compare(manifest, stored);
    } catch (SinkException e) {
      throw e;
    } catch (IOException e) {
      throw unreadable(manifest, e);
    }
  }

  /**
   * Unpacks the files of a dump in directory format into an empty folder. The checksum is compared
   * as by {@link #copy}.
   *
   * @param meter is told how many stored bytes have been read
   * @throws OperationFailure as {@link #verify}
   * @throws SinkException the folder took no more
   */
  public void unpack(Manifest manifest, Path folder, ByteMeter meter)
      throws OperationFailure, InterruptedException, SinkException {
    DirectoryReader directory =
        new DirectoryReader(codec(manifest), folder, manifest.archive().dumpBytes());
    try (HashingInput stored = new HashingInput(new StoredInput(repository.open(manifest)));
        InputStream tar = keys.open(manifest, stored)) {
      directory.unpack(tar, unpacked -> meter.soFar(stored.hash().bytes()));
      tar.transferTo(OutputStream.nullOutputStream());
      stored.transferTo(OutputStream.nullOutputStream());
      compare(manifest, stored);
    } catch (SinkException e) {
      throw e;
    } catch (IOException e) {
      throw unreadable(manifest, e);
    }
  }

  /**
   * Passes on one of the files of a dump in directory format, which is never compressed: a table of
   * contents. The checksum is not compared.
   *
   * @throws OperationFailure as {@link #verify}
   * @throws SinkException the sink took no more
   */
  public void copyFile(Manifest manifest, String file, OutputStream sink)
      throws OperationFailure, InterruptedException, SinkException {
    DirectoryReader directory =
        new DirectoryReader(codec(manifest), Path.of(""), manifest.archive().dumpBytes());
    try (HashingInput stored = new HashingInput(new StoredInput(repository.open(manifest)));
        InputStream tar = keys.open(manifest, stored)) {
      directory.copy(tar, file, sink);
    } catch (SinkException e) {
      throw e;
    } catch (IOException e) {
      throw unreadable(manifest, e);
    }
  }

  /** What the store did not say was said by the codec or the cipher about what they read. */
  private OperationFailure unreadable(Manifest manifest, IOException error)
      throws InterruptedException {
    Optional<IOException> store = StoredInput.errorIn(error);
    return store.isPresent()
        ? repository.explain(store.get())
        : BackupRepository.corrupt(manifest, "cannot be unpacked").causedBy(error);
  }

  /** The receiving end of a copy failed; it knows better why. */
  public static final class SinkException extends IOException {
    /** For one that failed after the copy. */
    public SinkException(IOException cause) {
      super(cause);
    }

    /** What it said. */
    public IOException error() {
      return getCause() instanceof IOException cause ? cause : this;
    }
  }

  static void write(OutputStream sink, byte[] buffer, int count) throws SinkException {
    try {
      sink.write(buffer, 0, count);
    } catch (IOException e) {
      throw new SinkException(e);
    }
  }

  static void compare(Manifest manifest, HashingInput stored) throws OperationFailure {
    if (!stored.hash().hex().equals(manifest.archive().sha256())) {
      throw BackupRepository.corrupt(manifest, "differs from the checksum in its manifest");
    }
  }
}
