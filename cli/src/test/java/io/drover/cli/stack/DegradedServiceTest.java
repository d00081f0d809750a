package io.drover.cli.stack;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.drover.cli.CapturedTerminal;
import io.drover.cli.ExitCode;
import io.drover.cli.terminal.Screen;
import io.drover.cli.terminal.Steps;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DegradedServiceTest {
  private static final String PROBLEM =
      "databases.yml, line 9: recipients: not a public key of age.";

  @TempDir private Path root;
  private final CapturedTerminal terminal = new CapturedTerminal();
  private HttpServer service;
  private volatile int status = 200;
  private volatile String problem = "none";

  @BeforeEach
  void serve() throws IOException {
    service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    service.createContext(
        "/health",
        exchange -> {
          byte[] body =
              """
              {"name":"backup-service","status":"UP","details":{
                "databases":{"status":"UP","details":{"problem":"%s","count":1}},
                "diskSpace":{"status":"UP","details":{"free":1}}}}
              """
                  .formatted(problem)
                  .getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    service.start();
  }

  @AfterEach
  void end() {
    service.stop(0);
  }

  private Member member() {
    return Member.of(
        "backup-service", ProcessHandle.current().pid(), service.getAddress().getPort(), "a.log");
  }

  private int showStatus() throws IOException {
    Path folder = Files.createDirectories(root.resolve(".drover").resolve("stack"));
    new StackState("stack", "k", "p", "/nowhere", "http://page", "d", List.of(member(), member()))
        .write(folder);
    return terminal.run(Map.of(), root, "status");
  }

  @Test
  void aServiceThatGoesByTheLastGoodFileIsShownAsDegradedWithTheProblem() throws IOException {
    problem = PROBLEM;
    assertThat(showStatus()).isEqualTo(ExitCode.FAILED);
    assertThat(terminal.out())
        .containsPattern("backup-service +degraded")
        .contains("  ! backup-service: " + PROBLEM + "\n");
  }

  @Test
  void aServiceWithoutProblemsIsUp() throws IOException {
    assertThat(showStatus()).isZero();
    assertThat(terminal.out()).containsPattern("backup-service +up").doesNotContain("none", "!");
  }

  @Test
  void aServiceThatAnswersWithAnErrorNamesItsProblemToo() throws IOException {
    status = 503;
    problem = PROBLEM;
    assertThat(showStatus()).isEqualTo(ExitCode.FAILED);
    assertThat(terminal.out()).contains("degraded", PROBLEM);
  }

  @Test
  void aServiceThatNamesNoProblemIsShownWithWhatCameOfAsking() throws IOException {
    status = 503;
    assertThat(showStatus()).isEqualTo(ExitCode.FAILED);
    assertThat(terminal.out()).contains("! backup-service: GET /health of this process: HTTP 503.");
  }

  @Test
  void aProblemIsToldOnceWhenItShowsAndOnceWhenItIsMended() {
    var screen = new Screen();
    var watch = new HealthWatch(new Steps(screen.terminal()));
    watch.look(List.of(member(), member()));
    assertThat(screen.lines()).containsExactly("");
    problem = PROBLEM;
    watch.look(List.of(member(), member()));
    watch.look(List.of(member()));
    assertThat(screen.lines()).containsExactly("! " + PROBLEM, "");
    problem = "none";
    watch.look(List.of(member()));
    watch.look(List.of(member()));
    assertThat(screen.lines()).containsExactly("! " + PROBLEM, "✓ mended: " + PROBLEM, "");
  }
}
