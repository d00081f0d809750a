package io.drover.backup.repository;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.drover.backup.repository.Manifest.Imported;
import io.drover.backup.repository.Manifest.Scope;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What choosing among backups asks of a manifest. It does not grow with the tables of a database,
 * as there may be thousands of backups in memory at once: what is not named here is skipped, where
 * Jackson would else keep it for a while.
 *
 * @param requestedBy who asked for it; null in a manifest of older form
 * @param imported not null: it was made elsewhere
 * @param scope not null: it holds a part of the database only
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record BackupSummary(
    int manifestVersion,
    String backupId,
    String database,
    Instant startedAt,
    Instant committedAt,
    Map<String, String> labels,
    @Nullable String requestedBy,
    Archive archive,
    @Nullable Imported imported,
    @Nullable Scope scope) {
  /** Copies the labels; a field that is missing is refused here. */
  public BackupSummary {
    Stream.of(backupId, database, startedAt, committedAt, archive).forEach(Objects::requireNonNull);
    labels = Map.copyOf(labels);
  }

  /**
   * The stored archive.
   *
   * @param bytes its size
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Archive(long bytes) {}

  /** As {@link Manifest#whole}. */
  public boolean whole() {
    return scope == null;
  }

  /** Whether a restore had it taken: see {@link SafetyBackups}. */
  public boolean safety() {
    return SafetyBackups.restore(requestedBy).isPresent();
  }

  /**
   * Whether it may be meant by the newest one: a backup of ours that holds the whole database, and
   * none that a restore had taken. Others are chosen by their id only.
   */
  public boolean mayBeLatest() {
    return whole() && imported == null && !safety();
  }
}
