package io.drover.backup.repository;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.drover.schemas.FailureCode;
import io.drover.service.operation.OperationFailure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Writes and reads manifests; what it reads may be damaged, forged or of a newer form. */
final class ManifestJson {
  static final int LIMIT_BYTES = 64 * 1024 * 1024;

  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .enable(SerializationFeature.INDENT_OUTPUT)
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private ManifestJson() {}

  static byte[] write(Manifest manifest) {
    try {
      return MAPPER.writeValueAsBytes(manifest);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a manifest cannot be written as JSON", e);
    }
  }

  /**
   * Reads a manifest that must describe this backup.
   *
   * @throws IOException the file cannot be read
   * @throws OperationFailure {@code BACKUP_CORRUPT}
   */
  static Manifest read(Path file, String database, BackupId id)
      throws IOException, OperationFailure {
    byte[] json = bytes(file, id);
    try {
      Manifest manifest = MAPPER.readValue(json, Manifest.class);
      if (manifest == null || manifest.manifestVersion() != Manifest.VERSION) {
        throw corrupt(id, "has a form that this version of Drover does not know");
      }
      if (!id.value().equals(manifest.backupId()) || !database.equals(manifest.database())) {
        throw corrupt(id, "describes another backup");
      }
      return manifest;
    } catch (JsonProcessingException e) {
      throw corrupt(id, "is damaged").causedBy(e);
    }
  }

  private static byte[] bytes(Path file, BackupId id) throws IOException, OperationFailure {
    try (InputStream in =
        Files.newInputStream(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
      byte[] bytes = in.readNBytes(LIMIT_BYTES + 1);
      if (bytes.length > LIMIT_BYTES) {
        throw corrupt(id, "is larger than 64 MiB");
      }
      return bytes;
    }
  }

  private static OperationFailure corrupt(BackupId id, String what) {
    return OperationFailure.of(
        FailureCode.BACKUP_CORRUPT,
        "The manifest of backup " + id + " " + what + ".",
        "Name another backup; ./drover backups DATABASE lists them.");
  }
}
