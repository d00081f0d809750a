package io.drover.backup.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drover.backup.content.Sql;
import io.drover.backup.testbed.ForgedManifest;
import io.drover.backup.testbed.TestAttempt;
import io.drover.backup.testbed.TestBed;
import io.drover.schemas.FailureCode;
import io.drover.schemas.RestoreRequested;
import io.drover.schemas.RestoreSucceeded;
import io.drover.service.operation.OperationFailure;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.time.Instant;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RestoreHandlerTest {
  private static final String ORIGINAL = "restore_original";
  private static final String COPY = "Copy \"of\" it's ? {ü}";

  private TestBed bed;

  @BeforeEach
  void backUp(@TempDir Path folder) throws Exception {
    bed = new TestBed(folder, ORIGINAL);
    bed.drop(ORIGINAL);
    bed.drop(COPY);
    bed.server.createDatabase(ORIGINAL);
    bed.execute(
        "postgres",
        """
        DROP ROLE IF EXISTS restore_owner;
        CREATE ROLE restore_owner;
        ALTER DATABASE restore_original OWNER TO restore_owner
        """);
    bed.execute(
        ORIGINAL,
        """
        CREATE EXTENSION citext;
        CREATE TABLE t AS SELECT n, md5(n::text) AS text FROM generate_series(1, 20000) n;
        CREATE MATERIALIZED VIEW stale AS SELECT count(*) AS rows, n % 3 AS rest FROM t GROUP BY 2 LIMIT 2;
        """);
    bed.run(bed.backup());
  }

  @AfterEach
  void close() throws Exception {
    for (String scratch : bed.databases(ScratchDatabase.PREFIX)) {
      bed.drop(scratch);
    }
    bed.drop(ORIGINAL);
    bed.drop(COPY);
    bed.execute("postgres", "DROP ROLE IF EXISTS restore_owner");
    bed.close();
  }

  @Test
  void theLatestBackupIsRestoredUnderANameThatNeedsQuotes() throws Exception {
    RestoreSucceeded restored = bed.runRestore(bed.restore("latest", COPY));

    assertThat(restored.getBackupId()).isEqualTo(bed.latest().backupId());
    assertThat(restored.getTargetName()).isEqualTo(COPY);
    assertThat(restored.getRows()).isEqualTo(20000);
    assertThat(rows()).isEqualTo(20000);
  }

  @Test
  void aBackupThatDoesNotExistIsNotFoundAndThoseThatDoAreNamed() throws Exception {
    String existing = bed.latest().backupId();
    assertThatThrownBy(() -> bed.runRestore(bed.restore("20260101T000000Z-00000000", COPY)))
        .isInstanceOfSatisfying(
            OperationFailure.class,
            failure -> {
              assertThat(failure.code()).isEqualTo(FailureCode.BACKUP_NOT_FOUND);
              assertThat(failure.message()).contains(existing);
            });
    fails(FailureCode.BACKUP_NOT_FOUND, bed.restore("../../etc/passwd", COPY));
  }

  @Test
  void aBackupIsFoundByItsLabelsAndByTheTimeBeforeWhichItWasTaken() throws Exception {
    String first = bed.latest().backupId();
    Instant between = bed.latest().committedAt();
    bed.run(bed.backup());
    RestoreRequested.Builder command =
        RestoreRequested.newBuilder()
            .setOperationId("described")
            .setDatabase(TestBed.DATABASE)
            .setTargetName(COPY)
            .setBackupLabels(Map.of("why", "test"))
            .setBackupBefore(between);

    assertThat(bed.runRestore(bed.restore(command.build(), 1)).getBackupId()).isEqualTo(first);

    bed.drop(COPY);
    command.setOperationId("described-otherwise");
    fails(
        FailureCode.BACKUP_NOT_FOUND,
        bed.restore(command.setBackupLabels(Map.of("why", "another")).build(), 1));
    fails(
        FailureCode.BACKUP_NOT_FOUND,
        bed.restore(command.setBackupLabels(Map.of()).setBackupBefore(Instant.EPOCH).build(), 1));
  }

  @Test
  void anArchiveThatIsCutOffOrHasOneBitChangedReachesNoDatabase() throws Exception {
    Path archive = bed.root.resolve(bed.files().getFirst());
    try (FileChannel file =
        FileChannel.open(archive, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      java.nio.ByteBuffer one = java.nio.ByteBuffer.allocate(1);
      file.read(one, 5000);
      one.put(0, (byte) (one.get(0) ^ 1)).rewind();
      file.write(one, 5000);
    }
    TestAttempt<RestoreRequested> changed = bed.restore("latest", COPY);
    fails(FailureCode.BACKUP_CORRUPT, changed);
    assertThat(changed.steps()).containsExactly("lock-held", "backup-taken");

    try (FileChannel file = FileChannel.open(archive, StandardOpenOption.WRITE)) {
      file.truncate(file.size() - 1);
    }
    TestAttempt<RestoreRequested> cutOff = bed.restore("latest", COPY);
    fails(FailureCode.BACKUP_CORRUPT, cutOff);
    assertThat(cutOff.steps()).containsExactly("lock-held", "backup-taken");
    assertThat(bed.databases(ScratchDatabase.PREFIX)).isEmpty();
  }

  @Test
  void anArchiveThatIsChangedAfterItWasVerifiedIsFoundOutBeforeTheDatabaseGetsItsName()
      throws Exception {
    Path archive = bed.root.resolve(bed.files().getFirst());
    byte[] tampered = Files.readAllBytes(archive);
    tampered[tampered.length - 1] ^= 1;
    fails(
        FailureCode.BACKUP_CORRUPT,
        bed.restore("latest", COPY).at("archive-verified", () -> Files.write(archive, tampered)));
    assertThat(bed.databases(COPY)).isEmpty();
  }

  @Test
  void aMissingRoleIsNamedBeforeAnythingIsMade() throws Exception {
    bed.execute(
        "postgres", "ALTER DATABASE restore_original OWNER TO postgres; DROP ROLE restore_owner");

    TestAttempt<RestoreRequested> attempt = bed.restore("latest", COPY);
    assertThatThrownBy(() -> bed.runRestore(attempt))
        .isInstanceOfSatisfying(
            OperationFailure.class,
            failure -> {
              assertThat(failure.code()).isEqualTo(FailureCode.MISSING_ROLE);
              assertThat(failure.remedy()).isEqualTo("CREATE ROLE \"restore_owner\";");
            });
    assertThat(attempt.steps()).doesNotContain("database-created");
  }

  @Test
  void withoutOwnersAndPrivilegesNoRoleIsMissed() throws Exception {
    bed.execute(
        ORIGINAL,
        """
        CREATE TABLE owned AS SELECT 1 AS n;
        ALTER TABLE owned OWNER TO restore_owner;
        GRANT SELECT ON t TO restore_owner;
        GRANT CREATE ON DATABASE restore_original TO restore_owner WITH GRANT OPTION;
        """);
    bed.run(bed.backup());
    bed.drop(ORIGINAL);
    bed.execute("postgres", "DROP ROLE restore_owner");
    RestoreRequested.Builder command =
        RestoreRequested.newBuilder()
            .setOperationId("nobodys")
            .setDatabase(TestBed.DATABASE)
            .setTargetName(COPY)
            .setBackupId("latest");
    for (boolean noOwner : new boolean[] {true, false}) {
      fails(
          FailureCode.MISSING_ROLE,
          bed.restore(command.setNoOwner(noOwner).setNoAcl(!noOwner).build(), 1));
    }

    bed.runRestore(bed.restore(command.setNoOwner(true).setNoAcl(true).build(), 1));

    assertThat(rows()).isEqualTo(20000);
    try (Connection connection = bed.server.connect(COPY)) {
      assertThat(
              Sql.query(
                  connection,
                  """
                  SELECT pg_get_userbyid(relowner) || ' ' || coalesce(array_length(relacl, 1), 0)
                  FROM pg_class WHERE relname IN ('owned', 't')
                  UNION SELECT pg_get_userbyid(datdba) || ' ' || coalesce(array_length(datacl, 1), 0)
                  FROM pg_database WHERE datname = current_database()
                  """,
                  row -> row.getString(1)))
          .containsExactly(bed.server.superuser() + " 0");
    }
  }

  @Test
  void aMissingExtensionIsNamedBeforeAnythingIsMade() throws Exception {
    Path manifest = bed.root.resolve(bed.files().getLast());
    ForgedManifest.edit(
        manifest,
        json -> json.withArray("extensions").addObject().put("name", "none").put("version", "1"));

    TestAttempt<RestoreRequested> attempt = bed.restore("latest", COPY);
    fails(FailureCode.MISSING_EXTENSION, attempt);
    assertThat(attempt.steps()).doesNotContain("database-created");
  }

  @Test
  void aDatabaseOfThatNameThatTheOperationDidNotMakeStaysUntouched() throws Exception {
    bed.server.createDatabase(COPY);
    TestAttempt<RestoreRequested> attempt = bed.restore("foreign", 1, "latest", COPY);
    fails(FailureCode.INVALID_REQUEST, attempt);
    abandon("foreign");
    assertThat(bed.databases(COPY)).hasSize(1);
  }

  @Test
  void aDatabaseThatTakesTheNameMeanwhileWins() throws Exception {
    TestAttempt<RestoreRequested> attempt =
        bed.restore("raced", 1, "latest", COPY)
            .at("before-rename", () -> bed.server.createDatabase(COPY));
    fails(FailureCode.INVALID_REQUEST, attempt);
    abandon("raced");
    assertThat(bed.databases(COPY)).hasSize(1);
    assertThat(bed.databases(ScratchDatabase.PREFIX)).isEmpty();
  }

  @Test
  void rowsThatDifferFromTheManifestFailTheRestore() throws Exception {
    Path manifest = bed.root.resolve(bed.files().getLast());
    ForgedManifest.edit(
        manifest,
        json -> {
          for (JsonNode table : json.get("tableRows")) {
            if (table.get("rows").asLong() == 20_000) {
              ((ObjectNode) table).put("rows", 20_001);
            }
          }
        });

    assertThatThrownBy(() -> bed.runRestore(bed.restore("latest", COPY)))
        .isInstanceOfSatisfying(
            OperationFailure.class,
            failure -> {
              assertThat(failure.code()).isEqualTo(FailureCode.VERIFICATION_MISMATCH);
              assertThat(failure.message()).contains("public.t has 20000 rows instead of 20001");
            });
    assertThat(bed.databases(COPY)).isEmpty();
  }

  @Test
  void aPgRestoreThatFailsTellsWhyAndItsOperationLeavesNothing() throws Exception {
    TestAttempt<RestoreRequested> attempt =
        bed.restore("failing", 1, "latest", COPY)
            .at(
                "database-created",
                () ->
                    bed.execute(
                        bed.databases(ScratchDatabase.PREFIX).getFirst(),
                        "CREATE TABLE public.t (x int)"));
    assertThatThrownBy(() -> bed.runRestore(attempt))
        .isInstanceOfSatisfying(
            OperationFailure.class,
            failure -> assertThat(failure.detail()).contains("relation \"t\" already exists"));
    abandon("failing");
    assertThat(bed.databases(ScratchDatabase.PREFIX)).isEmpty();
    assertThat(bed.databases(COPY)).isEmpty();
  }

  @Test
  void anAttemptAfterOneThatWasKilledAnywhereEndsWithOneWholeDatabase() throws Exception {
    for (String step :
        new String[] {
          "lock-held",
          "backup-taken",
          "database-created",
          "restore-running",
          "restored",
          "before-rename",
          "renamed",
          "done"
        }) {
      bed.drop(COPY);
      assertThatThrownBy(
              () -> bed.runRestore(bed.restore("killed-" + step, 1, "latest", COPY).dyingAt(step)))
          .isInstanceOf(InterruptedException.class);

      RestoreSucceeded restored = bed.runRestore(bed.restore("killed-" + step, 2, "latest", COPY));

      assertThat(restored.getRows()).as(step).isEqualTo(20000);
      assertThat(rows()).as(step).isEqualTo(20000);
      assertThat(bed.databases(ScratchDatabase.PREFIX)).as(step).isEmpty();
    }
  }

  @Test
  void anOperationThatEndsWithoutSuccessAfterItsRenameLeavesNoDatabase() throws Exception {
    assertThatThrownBy(
            () -> bed.runRestore(bed.restore("cancelled", 1, "latest", COPY).dyingAt("renamed")))
        .isInstanceOf(InterruptedException.class);
    assertThat(bed.databases(COPY)).hasSize(1);
    abandon("cancelled");
    assertThat(bed.databases(COPY)).isEmpty();
  }

  private void abandon(String operationId) throws Exception {
    try (TestAttempt<RestoreRequested> cleaning = bed.restore(operationId, 1, "latest", COPY)) {
      bed.restores.abandon(cleaning);
    }
  }

  private long rows() throws Exception {
    try (Connection connection = bed.server.connect(COPY)) {
      return Sql.query(connection, "SELECT count(*) FROM t", row -> row.getLong(1)).getFirst();
    }
  }

  private void fails(String code, TestAttempt<RestoreRequested> attempt) {
    ThrowingCallable call = () -> bed.runRestore(attempt);
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            OperationFailure.class, failure -> assertThat(failure.code()).isEqualTo(code));
  }
}
