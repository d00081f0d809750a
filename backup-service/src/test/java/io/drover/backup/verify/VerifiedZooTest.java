package io.drover.backup.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.backup.repository.Manifest;
import io.drover.backup.repository.Manifest.TableRows;
import io.drover.backup.restore.ScratchDatabase;
import io.drover.backup.testbed.TestBed;
import io.drover.localstack.sample.SampleDatabase;
import io.drover.schemas.VerificationSucceeded;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerifiedZooTest {
  private static final String ORIGINAL = "verified_zoo";

  @Test
  void aDatabaseWithEverythingInItIsVerifiedByContentTwiceInARow(@TempDir Path folder)
      throws Exception {
    try (TestBed bed = TestBed.verifying(folder, ORIGINAL, "{ content-hashes: true }")) {
      bed.drop(ORIGINAL);
      SampleDatabase.load(bed.server, ORIGINAL);
      // A role's own taste must not shape the texts that are hashed.
      bed.execute(
          "postgres",
          """
          ALTER DATABASE verified_zoo SET datestyle = 'German';
          ALTER DATABASE verified_zoo SET timezone = 'Asia/Kathmandu';
          ALTER DATABASE verified_zoo SET bytea_output = 'escape';
          ALTER DATABASE verified_zoo SET extra_float_digits = -5;
          ALTER DATABASE verified_zoo SET intervalstyle = 'iso_8601'
          """);
      bed.run(bed.backup());
      bed.execute("postgres", "ALTER DATABASE verified_zoo RESET ALL");
      Manifest manifest = bed.latest();
      assertThat(manifest.tableRows())
          .filteredOn(TableRows::exact)
          .allSatisfy(rows -> assertThat(rows.contentHash()).startsWith("sum64x2:"));
      for (int i = 0; i < 2; i++) {
        VerificationSucceeded verified = TestBed.verified(bed.verify(bed.verification()));
        assertThat(verified.getTables()).isEqualTo(manifest.tables());
        assertThat(verified.getHashedTables()).isEqualTo(manifest.tables());
        assertThat(verified.getRows()).isEqualTo(manifest.rows()).isGreaterThan(100_000);
        assertThat(verified.getIndexes()).isGreaterThan(10);
        assertThat(verified.getConstraints()).isGreaterThan(10);
      }
      assertThat(bed.databases(ScratchDatabase.VERIFY_PREFIX)).isEmpty();
      bed.drop(ORIGINAL);
    }
  }
}
