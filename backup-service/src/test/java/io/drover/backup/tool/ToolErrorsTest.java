package io.drover.backup.tool;

import static org.assertj.core.api.Assertions.assertThat;

import io.drover.schemas.FailureCode;
import io.drover.service.operation.OperationFailure;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ToolErrorsTest {
  @Test
  void whatTheToolsSayBecomesACodeOfTheContract() {
    Map<String, String> said =
        Map.of(
            "pg_dump: error: aborting because of server version mismatch",
                FailureCode.VERSION_MISMATCH,
            "pg_restore: error: unsupported version (1.16) in file header",
                FailureCode.VERSION_MISMATCH,
            "pg_dump: error: query failed: ERROR:  permission denied for table t",
                FailureCode.INSUFFICIENT_PRIVILEGE,
            "connection to server at \"h\", port 1 failed: Connection refused",
                FailureCode.TARGET_UNREACHABLE,
            "FATAL:  password authentication failed for user \"u\"",
                FailureCode.TARGET_AUTHENTICATION,
            "ERROR:  canceling statement due to lock timeout", FailureCode.LOCK_TIMEOUT,
            "ERROR:  role \"app\" does not exist", FailureCode.MISSING_ROLE,
            "ERROR:  extension \"postgis\" is not available", FailureCode.MISSING_EXTENSION,
            "ERROR: could not extend file \"base/1\": No space left on device",
                FailureCode.DISK_FULL,
            "pg_restore: error: could not read from input file: end of file",
                FailureCode.BACKUP_CORRUPT);

    said.forEach(
        (text, code) ->
            assertThat(ToolErrors.explain("pg_tool", 1, text).code()).as(text).isEqualTo(code));
  }

  @Test
  void whatIsUnknownKeepsItsWordsAndAMissingRoleIsNamed() {
    OperationFailure unknown =
        ToolErrors.explain("pg_restore", 3, "pg_restore: error: it rains\nmore words");
    assertThat(unknown.code()).isEqualTo(FailureCode.INTERNAL);
    assertThat(unknown.message()).isEqualTo("pg_restore ended with exit code 3: it rains");
    assertThat(unknown.detail()).endsWith("more words");

    OperationFailure role =
        ToolErrors.explain("pg_restore", 1, "ERROR:  role \"app\" does not exist");
    assertThat(role.message()).contains("no role app");
    assertThat(role.remedy()).contains("CREATE ROLE \"app\"");
  }
}
