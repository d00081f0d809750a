package io.drover.backup.repository;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Keeps files under keys such as {@code shop/20261121T120102Z-1a2b3c4d/manifest.json}: words of
 * letters, digits, dots, dashes and underscores, divided by slashes. Knows nothing of backups.
 *
 * <p>Methods throw {@link java.io.InterruptedIOException} or {@link
 * java.nio.channels.ClosedByInterruptException} when the thread is interrupted, and any other
 * IOException when the store cannot be used. Thread-safe.
 */
public interface Store {

  /** A stored file. */
  record StoredFile(String key, long bytes, Instant writtenAt) {}

  /** Where it is, for people; holds no secret. */
  String location();

  /** A shell command that shows a person what is there. */
  String lookCommand();

  /** Begins a file, which replaces one of the same key. */
  Upload create(String key) throws IOException;

  /**
   * Writes a small file as a whole, durably, if there is none of this key: of many who try at once
   * one succeeds.
   *
   * @throws FileAlreadyExistsException there is one
   */
  void publish(String key, byte[] content) throws IOException;

  /**
   * Opens a file from its beginning.
   *
   * @throws NoSuchFileException there is none
   */
  InputStream open(String key) throws IOException;

  /** The file of this key; empty when there is none. */
  Optional<StoredFile> find(String key) throws IOException;

  /** Removes a file, durably; does nothing when there is none. */
  void delete(String key) throws IOException;

  /** All files below a folder, at any depth, in no order; none when there is no such folder. */
  List<StoredFile> files(String folder) throws IOException;

  /** Names of the folders directly in a folder, sorted; the empty text is the root. */
  List<String> folders(String folder) throws IOException;

  /**
   * Removes what killed writers left that is no file: empty folders, parts of uploads.
   *
   * @param before what was touched at or after this time, by the store's clock, stays
   * @return how many
   */
  int removeUnfinished(Instant before) throws IOException;
}
