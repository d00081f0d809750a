package io.drover.backup.scrub;

import io.drover.backup.archive.ArchiveReader;
import io.drover.backup.archive.ByteMeter;
import io.drover.backup.repository.BackupContents;
import io.drover.backup.repository.BackupContents.Sidecar;
import io.drover.backup.repository.BackupId;
import io.drover.backup.repository.BackupRepository;
import io.drover.backup.repository.Copy;
import io.drover.backup.repository.Manifest;
import io.drover.schemas.FailureCode;
import io.drover.schemas.ScrubFinding;
import io.drover.schemas.ScrubbedRepository;
import io.drover.service.operation.OperationFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Reads all backups of one database in one repository; nothing is changed. Not thread-safe. */
final class RepositoryScrub {
  static final String DAMAGED = "damaged";
  static final String MISSING = "missing";
  static final String MANIFEST = "manifest.json";

  private final BackupRepository repository;
  private final String database;
  private final Findings remedies;
  private final ByteMeter meter;
  private final List<ScrubFinding> findings = new ArrayList<>();
  private final List<Manifest> unsound = new ArrayList<>();
  private final Map<String, String> copies = new TreeMap<>();
  private int backups;
  private int damaged;
  private int missing;
  private long files;
  private long bytes;

  /**
   * @param meter is told how many bytes have been read
   */
  RepositoryScrub(
      BackupRepository repository, String database, Findings remedies, ByteMeter meter) {
    this.repository = repository;
    this.database = database;
    this.remedies = remedies;
    this.meter = meter;
  }

  /** Reads one backup. */
  void read(BackupId id) throws OperationFailure, InterruptedException {
    BackupContents contents = repository.contents(database, id);
    if (!contents.committed()) {
      return;
    }
    List<ScrubFinding> found = new ArrayList<>();
    Optional<Manifest> manifest = manifest(id, contents, found);
    boolean sound = manifest.isEmpty() || archive(manifest.get(), found);
    for (Sidecar each : contents.sidecars()) {
      sidecar(id, contents, each, found);
    }
    if (!found.isEmpty() && !repository.contents(database, id).committed()) {
      // It was removed while it was read.
      return;
    }
    backups++;
    findings.addAll(found);
    if (found.stream().anyMatch(each -> each.getProblem().equals(MISSING))) {
      missing++;
    } else if (!found.isEmpty()) {
      damaged++;
    }
    if (!sound) {
      unsound.add(manifest.orElseThrow());
    }
    Optional<Copy> copy = repository.copies().find(database, id);
    copy.ifPresent(each -> copies.put(id.value(), each.repository()));
  }

  private Optional<Manifest> manifest(
      BackupId id, BackupContents contents, List<ScrubFinding> found)
      throws OperationFailure, InterruptedException {
    count(contents.manifestBytes());
    try {
      return repository.find(database, id);
    } catch (OperationFailure failure) {
      requireCorrupt(failure);
      found.add(remedies.of(repository, id.value(), MANIFEST, DAMAGED, failure.message()));
      return Optional.empty();
    }
  }

  private boolean archive(Manifest manifest, List<ScrubFinding> found)
      throws OperationFailure, InterruptedException {
    long before = bytes;
    try {
      ArchiveReader.hash(repository, manifest, read -> meter.soFar(before + read));
      count(manifest.archive().bytes());
      return true;
    } catch (OperationFailure failure) {
      requireCorrupt(failure);
      count(manifest.archive().bytes());
      found.add(
          remedies.of(
              repository,
              manifest.backupId(),
              manifest.archive().file(),
              failure.message().endsWith("is missing.") ? MISSING : DAMAGED,
              failure.message()));
      return false;
    }
  }

  private void sidecar(
      BackupId id, BackupContents contents, Sidecar sidecar, List<ScrubFinding> found)
      throws OperationFailure, InterruptedException {
    count(sidecar.bytes());
    if (!contents.whole(sidecar).orElse(true)) {
      found.add(
          remedies.of(
              repository,
              id.value(),
              sidecar.file(),
              DAMAGED,
              "The file " + sidecar.file() + " of backup " + id + " differs from its checksum."));
    }
  }

  private void count(long read) throws InterruptedException {
    files++;
    bytes += read;
    meter.soFar(bytes);
  }

  private static void requireCorrupt(OperationFailure failure) throws OperationFailure {
    if (!failure.code().equals(FailureCode.BACKUP_CORRUPT)) {
      throw failure;
    }
  }

  /** A backup or copy that should be here and is not. */
  void missing(String backupId, String message) {
    missing++;
    findings.add(remedies.of(repository, backupId, "", MISSING, message));
  }

  List<ScrubFinding> findings() {
    return findings;
  }

  /** Backups whose archive is damaged or missing though their manifest can be read. */
  List<Manifest> unsound() {
    return unsound;
  }

  /** Names of the repositories that are said to hold a copy, by backup. */
  Map<String, String> copies() {
    return copies;
  }

  ScrubbedRepository numbers() {
    long affected =
        findings.stream()
            .filter(each -> !each.getFile().isEmpty())
            .map(ScrubFinding::getBackupId)
            .distinct()
            .count();
    return new ScrubbedRepository(
        repository.name(), backups, backups - (int) affected, damaged, missing, files, bytes);
  }
}
