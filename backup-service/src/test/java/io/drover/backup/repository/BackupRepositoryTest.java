package io.drover.backup.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.schemas.FailureCode;
import io.drover.service.operation.OperationFailure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackupRepositoryTest {
  private static final BackupId ID =
      BackupId.of("backup", "a", Instant.parse("2026-11-21T12:01:02Z"));
  private static final byte[] CONTENT = {1, 2, 3};

  @TempDir Path root;
  private BackupRepository repository;

  @BeforeEach
  void repository() {
    repository = new BackupRepository("default", new FileStore(root));
  }

  @Test
  void theIdOfABackupDependsOnItsOperationOnly() {
    assertThat(ID.value()).matches("20261121T120102Z-[0-9a-f]{8}");
    assertThat(BackupId.of("backup", "a", Instant.parse("2026-11-21T12:01:02.9Z"))).isEqualTo(ID);
    assertThat(BackupId.of("backup", "b", Instant.parse("2026-11-21T12:01:02Z"))).isNotEqualTo(ID);
  }

  @Test
  void aBackupIsThereOnceItsManifestIsAndOnlyForTheService() throws Exception {
    try (NewBackup backup = begin(ID, 1)) {
      assertThat(repository.find("shop", ID)).isEmpty();
      Manifest manifest = manifest(backup, Instant.EPOCH);
      assertThat(backup.commit(manifest)).isEqualTo(manifest);
      assertThat(repository.find("shop", ID)).contains(manifest);
    }

    Manifest found = repository.find("shop", ID).orElseThrow();
    try (InputStream archive = repository.open(found)) {
      assertThat(archive.readAllBytes()).isEqualTo(CONTENT);
    }
    assertThat(files()).containsExactly("database-1.dump.zst", "manifest.json");
    for (String file : files()) {
      assertThat(
              PosixFilePermissions.toString(Files.getPosixFilePermissions(folder().resolve(file))))
          .isEqualTo("rw-------");
    }
  }

  @Test
  void ofManyAttemptsAtOnceOneCommitsAndTheOthersAdoptItsManifest() throws Exception {
    int attempts = 8;
    CyclicBarrier together = new CyclicBarrier(attempts);
    List<Callable<Manifest>> tasks = new ArrayList<>();
    for (int i = 1; i <= attempts; i++) {
      int attempt = i;
      tasks.add(
          () -> {
            try (NewBackup backup = begin(ID, attempt)) {
              Manifest own = manifest(backup, Instant.ofEpochSecond(attempt));
              together.await();
              return backup.commit(own);
            }
          });
    }
    List<Manifest> published = new ArrayList<>();
    try (var threads = Executors.newFixedThreadPool(attempts)) {
      for (Future<Manifest> future : threads.invokeAll(tasks)) {
        published.add(future.get());
      }
    }

    assertThat(published.stream().distinct()).hasSize(1);
    assertThat(files()).containsExactly(published.getFirst().archive().file(), "manifest.json");
  }

  @Test
  void anAttemptThatDoesNotCommitRemovesItsOwnFileAndNoOther() throws Exception {
    try (NewBackup first = begin(ID, 1)) {
      begin(ID, 2).close();
      assertThat(files()).containsExactly(first.file());
    }
    assertThat(folder()).doesNotExist();
  }

  @Test
  void filesOfOtherAttemptsGoAfterTheCommitOnly() throws Exception {
    try (NewBackup stalled = begin(ID, 1);
        NewBackup winner = begin(ID, 2)) {
      winner.commit(manifest(winner, Instant.EPOCH));
      assertThat(files()).contains(stalled.file());
      winner.removeOthers();
      assertThat(files()).containsExactly(winner.file(), "manifest.json");
    }
    assertThat(files()).containsExactly("database-2.dump.zst", "manifest.json");
  }

  @Test
  void aStalledAttemptWhoseFilesAreGoneCannotCommit() throws Exception {
    try (NewBackup stalled = begin(ID, 1)) {
      repository.delete("shop", ID);
      fails(
          FailureCode.REPOSITORY_UNAVAILABLE,
          () -> stalled.commit(manifest(stalled, Instant.EPOCH)));
    }
    assertThat(repository.find("shop", ID)).isEmpty();
  }

  @Test
  void theLatestBackupIsTheOneCommittedLast() throws Exception {
    BackupId older = BackupId.of("backup", "older", Instant.parse("2026-11-20T12:00:00Z"));
    commit(ID, Instant.ofEpochSecond(1));
    commit(older, Instant.ofEpochSecond(2));

    assertThat(repository.latest("shop").orElseThrow().backupId()).isEqualTo(older.value());
    assertThat(repository.list("shop"))
        .extracting(BackupSummary::backupId)
        .containsExactly(older.value(), ID.value());
    assertThat(repository.latest("never-backed-up")).isEmpty();
  }

  @Test
  void aManifestThatCannotBeTrustedIsACorruptBackupAndNoOlderOneIsTakenForLatest()
      throws Exception {
    BackupId older = BackupId.of("backup", "older", Instant.parse("2026-11-20T12:00:00Z"));
    commit(older, Instant.ofEpochSecond(1));
    commit(ID, Instant.ofEpochSecond(2));
    Path manifest = folder().resolve("manifest.json");
    String good = Files.readString(manifest);
    List<String> bad =
        List.of(
            "",
            "null",
            "{}",
            good.substring(0, good.length() / 2),
            good.replace("\"manifestVersion\" : 2", "\"manifestVersion\" : 3"),
            good.replace(ID.value(), older.value()),
            good.replace("database-1.dump.zst", "../../../etc/passwd"),
            good.replace("\"owner\" : \"owner\",", ""));

    for (String text : bad) {
      Files.writeString(manifest, text);
      fails(FailureCode.BACKUP_CORRUPT, () -> repository.find("shop", ID));
      fails(FailureCode.BACKUP_CORRUPT, () -> repository.latest("shop"));
    }
    assertThat(repository.list("shop"))
        .extracting(BackupSummary::backupId)
        .containsExactly(older.value());
    Files.writeString(manifest, good);
    assertThat(repository.latest("shop").orElseThrow().backupId()).isEqualTo(ID.value());
  }

  @Test
  void anArchiveThatIsMissingOrCutOffIsCorrupt() throws Exception {
    Manifest manifest = commit(ID, Instant.EPOCH);
    Path archive = folder().resolve(manifest.archive().file());

    Files.write(archive, new byte[] {1});
    fails(FailureCode.BACKUP_CORRUPT, () -> repository.open(manifest).close());
    Files.delete(archive);
    fails(FailureCode.BACKUP_CORRUPT, () -> repository.open(manifest).close());
  }

  @Test
  void aRootThatIsMissingIsUnavailableAndNotMade() {
    BackupRepository missing =
        new BackupRepository("default", new FileStore(root.resolve("not-mounted")));

    fails(FailureCode.REPOSITORY_UNAVAILABLE, () -> missing.begin("shop", ID, 1).create("a", ""));
    fails(FailureCode.REPOSITORY_UNAVAILABLE, () -> missing.latest("shop"));
    fails(FailureCode.REPOSITORY_UNAVAILABLE, () -> missing.find("shop", ID));
    assertThat(root.resolve("not-mounted")).doesNotExist();
  }

  @Test
  void noNameAndNoLinkLeadsOutOfTheRoot(@TempDir Path elsewhere) throws Exception {
    for (String name : List.of("..", "../x", "", ".restores", "a/b", "A", "a\0b")) {
      assertThatThrownBy(() -> repository.begin(name, ID, 1))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(BackupId.parse("../../etc")).isEmpty();

    Files.createSymbolicLink(root.resolve("shop"), elsewhere);
    fails(
        FailureCode.REPOSITORY_UNAVAILABLE, () -> repository.begin("shop", ID, 1).create("a", ""));
    fails(FailureCode.REPOSITORY_UNAVAILABLE, () -> repository.find("shop", ID));
    assertThat(elsewhere).isEmptyDirectory();
  }

  @Test
  void leftoversAreCollectedAfterADayAndCommittedBackupsNever() throws Exception {
    commit(ID, Instant.EPOCH);
    Files.write(folder().resolve("database-9.dump.zst"), CONTENT);
    BackupId killed = BackupId.of("backup", "killed", Instant.EPOCH);
    begin(killed, 1);
    LeftoverCollector collector = new LeftoverCollector(new FileStore(root));
    Instant now = Instant.now();

    assertThat(collector.collect(now)).isZero();
    age(now.minus(Duration.ofHours(25)));
    assertThat(collector.collect(now)).isEqualTo(2);

    assertThat(files()).containsExactly("database-1.dump.zst", "manifest.json");
    age(now.minus(Duration.ofHours(25)));
    collector.collect(now);
    assertThat(root.resolve("shop").resolve(killed.value())).doesNotExist();
    assertThat(repository.latest("shop")).isPresent();
  }

  private void age(Instant to) throws IOException {
    try (var paths = Files.walk(root)) {
      for (Path path : paths.toList()) {
        Files.setLastModifiedTime(path, FileTime.from(to));
      }
    }
  }

  private NewBackup begin(BackupId id, int attempt) throws Exception {
    NewBackup backup = repository.begin("shop", id, attempt);
    Upload upload = backup.create("database", ".dump.zst");
    upload.write(CONTENT);
    backup.complete(upload);
    return backup;
  }

  private Manifest commit(BackupId id, Instant committedAt) throws Exception {
    try (NewBackup backup = begin(id, 1)) {
      return backup.commit(manifest(backup, id, committedAt));
    }
  }

  private static Manifest manifest(NewBackup backup, Instant committedAt) {
    return manifest(backup, ID, committedAt);
  }

  private static Manifest manifest(NewBackup backup, BackupId id, Instant committedAt) {
    return Manifests.of(id, backup.file(), CONTENT.length, committedAt);
  }

  private Path folder() {
    return root.resolve("shop").resolve(ID.value());
  }

  private List<String> files() throws IOException {
    try (var files = Files.list(folder())) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static void fails(String code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            OperationFailure.class, failure -> assertThat(failure.code()).isEqualTo(code));
  }
}
