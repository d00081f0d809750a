package io.drover.service.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.drover.localstack.TestStack;
import io.drover.schemas.FailureCode;
import io.drover.service.operation.OperationFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresToolsTest {
  @TempDir Path folder;

  private void install(String name, int major) throws IOException {
    Path bin = Files.createDirectories(folder.resolve(major + "/bin"));
    Path log = folder.resolve("log");
    Path file =
        Files.writeString(
            bin.resolve(name),
            "#!/bin/sh\necho "
                + name
                + major
                + " >> "
                + log
                + "\n"
                + "echo '"
                + name
                + " (PostgreSQL) "
                + major
                + ".2 (Debian "
                + major
                + ".2-1)'\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private PostgresTools tools() {
    return new PostgresTools("", "", List.of(folder));
  }

  @Test
  void theOldestDumpThatIsNotOlderThanTheServerIsChosen() throws Exception {
    install("pg_dump", 15);
    install("pg_dump", 17);
    install("pg_dump", 18);
    assertThat(tools().dumpFor(16).major()).isEqualTo(17);
    assertThat(tools().dumpFor(15).version()).isEqualTo("15.2");
    assertThat(tools().dumpFor(9).major()).isEqualTo(15);
  }

  @Test
  void eachProgramIsAskedOnce() throws Exception {
    install("pg_dump", 15);
    install("pg_dump", 17);
    PostgresTools tools = tools();
    tools.dumpFor(15);
    tools.dumpFor(17);
    assertThatThrownBy(() -> tools.dumpFor(18)).isInstanceOf(OperationFailure.class);
    assertThat(Files.readAllLines(folder.resolve("log")))
        .containsExactlyInAnyOrder("pg_dump15", "pg_dump17");
  }

  @Test
  void aProgramThatIsTooOldNamesWhatToInstallAndIsFoundOnceInstalled() throws Exception {
    install("pg_dump", 15);
    PostgresTools tools = tools();
    var failure = catchThrowableOfType(OperationFailure.class, () -> tools.dumpFor(17));
    assertThat(failure.code()).isEqualTo(FailureCode.VERSION_MISMATCH);
    assertThat(failure.message())
        .isEqualTo("pg_dump of version 17 or later is needed; installed: 15.2.");
    assertThat(failure.remedy()).endsWith("postgresql-client-17");
    install("pg_dump", 17);
    assertThat(tools.dumpFor(17).major()).isEqualTo(17);
  }

  @Test
  void noProgramAtAllIsAMissingTool() {
    var failure = catchThrowableOfType(OperationFailure.class, () -> tools().psql());
    assertThat(failure.code()).isEqualTo(FailureCode.TOOL_MISSING);
    assertThat(failure.remedy()).endsWith("postgresql-client");
  }

  @Test
  void anArchiveIsRestoredByAProgramThatReadsItAndKnowsTheServer() throws Exception {
    install("pg_restore", 15);
    install("pg_restore", 16);
    install("pg_restore", 17);
    assertThat(tools().restoreFor(15, 15).major()).isEqualTo(15);
    assertThat(tools().restoreFor(15, 16).major()).isEqualTo(16);
    assertThat(tools().restoreFor(17, 15).major()).isEqualTo(17);
    assertThat(tools().restoreFor(15, 18).major()).isEqualTo(17);
    var failure = catchThrowableOfType(OperationFailure.class, () -> tools().restoreFor(18, 15));
    assertThat(failure.code()).isEqualTo(FailureCode.VERSION_MISMATCH);
  }

  @Test
  void theProgramsOfThisMachineFitItsServer() throws Exception {
    int server = TestStack.postgres().majorVersion();
    assertThat(new PostgresTools("").dumpFor(server).major()).isGreaterThanOrEqualTo(server);
  }
}
