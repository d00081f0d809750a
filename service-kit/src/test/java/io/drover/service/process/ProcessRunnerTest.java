package io.drover.service.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.drover.schemas.FailureCode;
import io.drover.service.operation.OperationFailure;
import io.drover.service.target.SecretReference;
import io.drover.service.target.ServerEntry;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ProcessRunnerTest {
  private static final String SECRET = "pass:wo\\rd-of-a-test";

  @TempDir Path folder;
  private ProcessRunner runner;
  private ServerEntry server;

  @BeforeEach
  void open() throws IOException {
    Path secret = Files.writeString(folder.resolve("secret"), SECRET + "\n");
    server =
        new ServerEntry(
            "main",
            "::1",
            5433,
            "postgres",
            "dro:ver",
            new SecretReference("file:" + secret),
            "verify-ca",
            "/ca.pem");
    runner = new ProcessRunner(folder);
  }

  @AfterEach
  void close() {
    runner.close();
  }

  private ChildProcess shell(String script, String... arguments) throws OperationFailure {
    var all = new ArrayList<>(List.of("-c", script, "sh"));
    all.addAll(List.of(arguments));
    return runner.start(
        new ProcessRequest("sh", all, Map.of("EXTRA", "1"), "shop"), server, "drover/backup/op-1");
  }

  private static String line(ChildProcess child) throws IOException {
    var line = new ByteArrayOutputStream();
    for (int b = child.output().read(); b >= 0 && b != '\n'; b = child.output().read()) {
      line.write(b);
    }
    return line.toString(UTF_8);
  }

  @Test
  void eachLineOfStandardErrorIsToldWithoutTheSecret() throws Exception {
    List<String> lines = Collections.synchronizedList(new ArrayList<>());
    ProcessRequest request =
        new ProcessRequest(
                "sh",
                List.of("-c", "printf 'one\\ntwo %s!\\nhalf' \"$0\" >&2", SECRET),
                Map.of(),
                "shop")
            .telling(lines::add);
    try (ChildProcess child = runner.start(request, server, "drover/backup/op-1")) {
      assertThat(child.await()).isZero();
      await().until(child::errorTail, "one\ntwo ***!\nhalf"::equals);
      // Lines are told after what is shown of them.
      await().untilAsserted(() -> assertThat(lines).containsExactly("one", "two ***!"));
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void theWorkersOfAChildStandStillUntilTheyAreResumed() throws Exception {
    try (ChildProcess child = shell("sleep 60 & echo $!; read line; kill $!; wait")) {
      long worker = Long.parseLong(line(child));
      child.pauseWorkers();
      await().until(() -> state(worker) == 'T');
      child.resumeWorkers();
      await().until(() -> state(worker) == 'S');
      child.pauseWorkers();
      await().until(() -> state(worker) == 'T');
    }
  }

  private static char state(long pid) throws IOException {
    String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
    return stat.charAt(stat.lastIndexOf(')') + 2);
  }

  @Test
  void theConnectionTravelsByEnvironmentAndNothingElseDoes() throws Exception {
    try (ChildProcess child = shell("env | sort")) {
      String environment = new String(child.output().readAllBytes(), UTF_8);
      assertThat(child.await()).isZero();
      assertThat(environment)
          .contains("PGHOST=::1\n", "PGPORT=5433\n", "PGUSER=dro:ver\n", "PGDATABASE=shop\n")
          .contains("PGSSLMODE=verify-ca\n", "PGSSLROOTCERT=/ca.pem\n", "LC_ALL=C\n", "EXTRA=1\n")
          .contains("PGAPPNAME=drover/backup/op-1\n", "PGOPTIONS=-c tcp_keepalives_idle=30 ")
          .doesNotContain("DROVER_", "PGPASSWORD", SECRET, "JAVA_HOME");
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void thePasswordIsInAPrivateFileOnlyAndThatGoesWithTheChild() throws Exception {
    Path file;
    try (ChildProcess child = shell("echo $$; echo $PGPASSFILE; read x")) {
      String pid = line(child);
      file = Path.of(line(child));
      assertThat(Files.readString(file))
          .isEqualTo("\\:\\:1:5433:*:dro\\:ver:pass\\:wo\\\\rd-of-a-test\n");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
          .isEqualTo("rwx------");
      for (String what : List.of("cmdline", "environ")) {
        assertThat(Files.readString(Path.of("/proc", pid, what)))
            .doesNotContain("wo\\rd", "wo\\\\rd");
      }
    }
    await().until(() -> Files.notExists(file));
  }

  @Test
  void standardErrorIsBoundedAndMasked() throws Exception {
    String script =
        "yes 'noise noise noise' | head -c 10000000 >&2; printf 'the password is %s end\\n"
            + "' \"$1\" >&2; exit 3";
    try (ChildProcess child = shell(script, SECRET)) {
      assertThat(child.await()).isEqualTo(3);
      await()
          .untilAsserted(
              () ->
                  assertThat(child.errorTail())
                      .hasSizeLessThanOrEqualTo(8192)
                      .endsWith("the password is *** end\n")
                      .doesNotContain("wo\\rd"));
    }
  }

  @Test
  void aSecretCutByTheLimitIsNotShownInPart() throws Exception {
    for (int shift = 0; shift < SECRET.length(); shift++) {
      byte[] text = (SECRET + "x".repeat(8192 - shift)).getBytes(UTF_8);
      var tail = new ErrorTail(new ByteArrayInputStream(text), SECRET, line -> {});
      tail.awaitEnd(Duration.ofSeconds(30));
      assertThat(tail.text().replace("*", "").replace("x", "")).isEmpty();
    }
  }

  @Test
  void closingEndsTheWholeTreeEvenIfItIgnoresTheRequestToEnd() throws Exception {
    ChildProcess child =
        shell("trap '' TERM; sleep 300 & echo $!; (trap '' TERM; sleep 300) & wait");
    ProcessHandle grandchild = ProcessHandle.of(Long.parseLong(line(child))).orElseThrow();
    assertThat(child.cpuTime()).isGreaterThanOrEqualTo(Duration.ZERO);
    long start = System.nanoTime();
    child.close();
    // It waits 5 s at most; what has been killed may need longer on a machine that stalls.
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(30));
    await().until(() -> ProcessTree.gone(grandchild));
    assertThat(child.await()).isEqualTo(137);
  }

  @Test
  void anInterruptWhileWaitingEndsTheChild() throws Exception {
    ChildProcess child = shell("echo $$; exec sleep 300");
    ProcessHandle handle = ProcessHandle.of(Long.parseLong(line(child))).orElseThrow();
    var ended = new CompletableFuture<Throwable>();
    Thread waiter =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    child.await();
                  } catch (Throwable e) {
                    ended.complete(e);
                  }
                });
    waiter.interrupt();
    assertThat(ended.get(30, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
    await().until(() -> ProcessTree.gone(handle));
  }

  @Test
  void closingTheRunnersChildrenEndsThemAll() throws Exception {
    ChildProcess first = shell("sleep 300");
    ChildProcess second = shell("sleep 300");
    runner.closeAll();
    assertThat(first.await()).isNotZero();
    assertThat(second.await()).isNotZero();
  }

  @Test
  void writingToADeadChildTellsWhyItDied() throws Exception {
    try (ChildProcess child = shell("echo 'no such role' >&2; exit 7")) {
      await().until(() -> !child.isAlive() && child.errorTail().equals("no such role\n"));
      assertThatThrownBy(
              () -> {
                while (true) {
                  child.input().write(new byte[65536]);
                }
              })
          .isInstanceOfSatisfying(
              ChildEndedException.class, e -> assertThat(e.exitCode()).isEqualTo(7))
          .hasMessage("sh ended early with exit code 7: no such role");
      child.input().close();
      assertThat(child.await()).isEqualTo(7);
    }
  }

  @Test
  void aProgramThatIsNotThereIsAMissingTool() {
    var request = new ProcessRequest("/not/there/pg_dump", List.of(), Map.of(), "shop");
    var failure =
        catchThrowableOfType(
            OperationFailure.class, () -> runner.start(request, server, "drover/backup/op-1"));
    assertThat(failure.code()).isEqualTo(FailureCode.TOOL_MISSING);
  }

  @Test
  void passwordFilesOfAKilledServiceAreRemovedAndThoseOfALivingOneStay() throws Exception {
    Path dead = Files.createDirectory(folder.resolve("drover-secrets-dead"));
    Files.writeString(dead.resolve("lock"), "");
    Files.writeString(dead.resolve("some-password-file"), "x");
    FileTime old = FileTime.from(Instant.now().minus(Duration.ofHours(1)));
    Files.setLastModifiedTime(dead, old);
    try (var other = new ProcessRunner(folder)) {
      other.closeAll();
      assertThat(dead).doesNotExist();
      try (var folders = Files.newDirectoryStream(folder, "drover-secrets-*")) {
        assertThat(folders).hasSize(2);
      }
    }
  }
}
