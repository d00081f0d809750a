package io.drover.backup.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.schemas.FailureCode;
import io.drover.schemas.RestoreRequested;
import io.drover.service.operation.OperationFailure;
import io.drover.service.target.DatabaseRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
