package io.drover.backup.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.backup.repository.Store.StoredFile;
import io.drover.backup.repository.s3.S3Store;
import io.drover.backup.testbed.S3Server;
import io.drover.backup.testbed.TestBed;
import io.drover.schemas.BackupSucceeded;
import io.drover.schemas.RestoreSucceeded;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The way of a backup into a bucket and back. */
class RepositoryInABucketTest {
  private static final String ORIGINAL = "bucket_original";
  private static final String COPY = "bucket_copy";

  private S3Server service;
  private S3Store store;
  private TestBed bed;

  @BeforeEach
  void create(@TempDir Path folder) throws Exception {
    service = new S3Server(Files.createDirectory(folder.resolve("s3")));
    store = new S3Store(service.bucket("herd"));
    bed = new TestBed(folder, ORIGINAL, repositories(folder), ", backup: { repository: far }");
    bed.drop(ORIGINAL);
    bed.drop(COPY);
    bed.server.createDatabase(ORIGINAL);
    bed.execute(
        ORIGINAL,
        "CREATE TABLE notes AS SELECT n, md5(n::text) || md5((n + 1)::text) AS text"
            + " FROM generate_series(1, 500000) n");
  }

  private String repositories(Path folder) throws IOException {
    Path access = Files.writeString(folder.resolve("access"), service.bucket("").accessKey().get());
    Path secret = Files.writeString(folder.resolve("secret"), service.bucket("").secretKey().get());
    return """
    repositories:
      far: { bucket: backups, endpoint: "%s", prefix: herd, path-style: true,
             access-key: "file:%s", secret-key: "file:%s" }
    """
        .formatted(service.bucket("").endpoint(), access, secret);
  }

  @AfterEach
  void close() throws Exception {
    bed.drop(ORIGINAL);
    bed.drop(COPY);
    bed.close();
    store.close();
    service.close();
  }

  @Test
  void aBackupOfSeveralPartsGoesIntoTheBucketAndIsRestored() throws Exception {
    BackupSucceeded backedUp = bed.run(bed.backup());
    assertThat(backedUp.getRepository()).isEqualTo("far");
    assertThat(backedUp.getArchiveBytes()).isGreaterThan(9_000_000);
    assertThat(store.files("shop"))
        .extracting(StoredFile::key)
        .containsExactlyInAnyOrder(
            "shop/" + backedUp.getBackupId() + "/database-1.dump.zst",
            "shop/" + backedUp.getBackupId() + "/manifest.json");
    assertThat(bed.files()).isEmpty();

    RestoreSucceeded restored = bed.runRestore(bed.restore("latest", COPY));
    assertThat(restored.getRows()).isEqualTo(500_000);
  }

  @Test
  void anAttemptThatDiesInMidUploadLeavesNeitherFilesNorParts() throws Exception {
    for (String step : new String[] {"dump-running", "dump-written", "before-manifest"}) {
      assertThatThrownBy(() -> bed.run(bed.backup("killed", 1).dyingAt(step)))
          .isInstanceOf(InterruptedException.class);
      assertThat(store.files("shop")).as(step).isEmpty();
      assertThat(store.removeUnfinished(Instant.MAX)).as(step).isZero();
    }
    assertThat(bed.run(bed.backup("killed", 2)).getRows()).isEqualTo(500_000);
  }
}
