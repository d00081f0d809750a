package io.drover.backup.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.schemas.FailureCode;
import io.drover.schemas.RestoreRequested;
import io.drover.service.operation.OperationFailure;
import io.drover.service.target.DatabaseRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RestoreAdmissionTest {
  private static final String REGISTRY =
      """
      servers:
        main: { host: h, user: u, password: "env:P", maintenance-database: upkeep }
      databases:
        shop: { server: main, name: Shop, policy: { requesters: [ops], target-name-pattern: ".*" } }
        other: { server: main }
        strict: { server: main, policy: { requesters: [ops] } }
        closed: { server: main, policy: { operations: [backup] } }
        changing: { server: main, policy: { operations: [restore, restore-replace], longest-scratch: 2h } }
        upkeep: { server: main, policy: { operations: [restore-replace] } }
      """;

  private DatabaseRegistry registry;

  @BeforeEach
  void open(@TempDir Path folder) throws Exception {
    registry = DatabaseRegistry.open(Files.writeString(folder.resolve("databases.yml"), REGISTRY));
  }

  @AfterEach
  void close() {
    registry.close();
  }

  @Test
  void aTargetNameThatThePolicyAdmitsIsAdmittedHoweverOdd() throws OperationFailure {
    check("shop", "ops", "Odd \"name\" – ünïcödé; DROP");
    check("shop", "ops", "x".repeat(63));
    check("strict", "ops", "strict_2026");
  }

  @Test
  void noRestoreMayTakeTheNameOfADatabaseThatIsNotItsOwn() {
    for (String name :
        List.of(
            "x_drover_0123456789abcdef",
            "drover_scratch_1",
            "Shop",
            "other",
            "postgres",
            "template0",
            "template1",
            "upkeep",
            "drover_restore_1",
            "drover_verify_1")) {
      refused(FailureCode.NOT_PERMITTED, "shop", "ops", name);
    }
  }

  @Test
  void patternRequesterAndOperationAreThePolicys() {
    refused(FailureCode.NOT_PERMITTED, "strict", "ops", "strict_2026; DROP DATABASE x");
    refused(FailureCode.NOT_PERMITTED, "strict", "ops", "prefix_strict_2026");
    refused(FailureCode.NOT_PERMITTED, "shop", "someone", "free");
    refused(FailureCode.NOT_PERMITTED, "closed", "ops", "closed_1");
    refused(FailureCode.INVALID_REQUEST, "shop", "ops", "ü".repeat(32));
    refused(FailureCode.INVALID_REQUEST, "shop", "ops", "");
  }

  @Test
  void aReplacementNeedsItsOwnPermissionAndTheNameTwice() throws OperationFailure {
    for (String mode : List.of("replace", "undo")) {
      RestoreRequested.Builder command = command("changing").setMode(mode).setConfirm("changing");
      command.setBackupId(mode.equals("replace") ? "latest" : "");
      check(command);
      refused(FailureCode.CONFIRMATION_MISMATCH, command.setConfirm("Changing"));
      refused(FailureCode.CONFIRMATION_MISMATCH, command.setConfirm(""));
      command.setConfirm("changing");
      refused(FailureCode.INVALID_REQUEST, command.setTargetName("changing_2"));
      command.setTargetName("");
      refused(FailureCode.INVALID_REQUEST, command.setGraceSeconds(-1));
      refused(FailureCode.INVALID_REQUEST, command.setGraceSeconds(null).setUndoWindowSeconds(59));
      command.setUndoWindowSeconds(60);
      refused(FailureCode.INVALID_REQUEST, command.setOverrides(List.of("PREPARED_TRANSACTION")));
      command.setOverrides(List.of("REPLICATION_SLOT"));
      check(command);
      refused(FailureCode.NOT_PERMITTED, command.setDatabase("other").setConfirm("other"));
      refused(FailureCode.NOT_PERMITTED, command.setDatabase("upkeep").setConfirm("upkeep"));
    }
    refused(FailureCode.INVALID_REQUEST, command("changing").setMode("overwrite"));
  }

  @Test
  void aBackupIsNamedOrDescribedAndAnUndoTakesNone() throws OperationFailure {
    RestoreRequested.Builder command = command("other").setTargetName("other_1").setBackupId("");
    refused(FailureCode.INVALID_REQUEST, command);
    check(command.setBackupBefore(Instant.EPOCH));
    check(command.setBackupId("latest").setBackupLabels(Map.of("a", "b")));
    check(command.setBackupId("latest-verified"));
    refused(FailureCode.INVALID_REQUEST, command.setBackupId("20260101T000000Z-00000000"));
    refused(
        FailureCode.INVALID_REQUEST,
        command("changing").setMode("undo").setConfirm("changing").setBackupId("latest"));
  }

  @Test
  void aScratchDatabaseLivesNoLongerThanThePolicyAllows() throws OperationFailure {
    RestoreRequested.Builder command = command("changing").setMode("scratch");
    check(command);
    check(command.setTimeToLiveSeconds(7200));
    refused(FailureCode.INVALID_REQUEST, command.setTimeToLiveSeconds(7201));
    refused(FailureCode.INVALID_REQUEST, command.setTimeToLiveSeconds(59));
    refused(FailureCode.NOT_PERMITTED, command("closed").setMode("scratch"));
  }

  private static RestoreRequested.Builder command(String database) {
    return RestoreRequested.newBuilder()
        .setOperationId("a")
        .setDatabase(database)
        .setBackupId("latest");
  }

  private void check(RestoreRequested.Builder command) throws OperationFailure {
    RestoreAdmission.check(
        command.build(), registry.find(command.getDatabase()).orElseThrow(), registry);
  }

  private void refused(String code, RestoreRequested.Builder command) {
    assertThatThrownBy(() -> check(command))
        .isInstanceOfSatisfying(
            OperationFailure.class, failure -> assertThat(failure.code()).isEqualTo(code));
  }

  private void refused(String code, String database, String requester, String targetName) {
    assertThatThrownBy(() -> check(database, requester, targetName))
        .isInstanceOfSatisfying(
            OperationFailure.class, failure -> assertThat(failure.code()).isEqualTo(code));
  }

  private void check(String database, String requester, String targetName) throws OperationFailure {
    RestoreRequested command =
        RestoreRequested.newBuilder()
            .setOperationId("a")
            .setDatabase(database)
            .setRequestedBy(requester)
            .setBackupId("latest")
            .setTargetName(targetName)
            .build();
    RestoreAdmission.check(command, registry.find(database).orElseThrow(), registry);
  }
}
