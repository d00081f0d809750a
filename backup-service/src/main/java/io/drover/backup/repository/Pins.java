package io.drover.backup.repository;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.drover.service.operation.OperationFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * The pins of backups: {@code pin.json} beside the manifest, so that they outlive every database.
 * Methods throw {@code REPOSITORY_UNAVAILABLE} and {@code DISK_FULL} as the repository does.
 * Thread-safe.
 */
public final class Pins {
  static final String FILE = "pin.json";

  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .enable(SerializationFeature.INDENT_OUTPUT)
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .build();

  private final RepositoryLayout layout;

  /** Pins in the repository below an existing folder. */
  public Pins(Path root) {
    this.layout = new RepositoryLayout(root.toAbsolutePath().normalize());
  }

  /** Whether there is a pin, readable or not. */
  public boolean pinned(String database, BackupId id) throws OperationFailure {
    return Files.exists(file(database, id), LinkOption.NOFOLLOW_LINKS);
  }

  /** Pins a committed backup; a former pin is replaced. */
  public void pin(String database, BackupId id, Pin pin)
      throws OperationFailure, InterruptedException {
    Path file = file(database, id);
    Path draft = file.resolveSibling(FILE + ".new");
    try {
      DurableFiles.write(draft, json(pin));
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      DurableFiles.syncFolder(layout.backup(database, id));
    } catch (IOException e) {
      throw RepositoryFailures.of(e, layout.root());
    }
  }

  /** Takes a pin away; does nothing when there is none. */
  public void unpin(String database, BackupId id) throws OperationFailure, InterruptedException {
    try {
      if (Files.deleteIfExists(file(database, id))) {
        DurableFiles.syncFolder(layout.backup(database, id));
      }
    } catch (IOException e) {
      throw RepositoryFailures.of(e, layout.root());
    }
  }

  private Path file(String database, BackupId id) throws OperationFailure {
    return layout.backup(database, id).resolve(FILE);
  }

  private static byte[] json(Pin pin) {
    try {
      return MAPPER.writeValueAsBytes(pin);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a pin cannot be written as JSON", e);
    }
  }
}
