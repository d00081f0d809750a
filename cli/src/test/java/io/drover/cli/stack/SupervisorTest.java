package io.drover.cli.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.cli.CliFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SupervisorTest {
  @TempDir private Path folder;
  private final List<String> restarted = new ArrayList<>();
  private final List<String> told = new ArrayList<>();
  private Path log;
  private long nanos;

  private final Supervisor supervisor = new Supervisor(restarted::add, told::add, () -> nanos);

  @BeforeEach
  void log() throws IOException {
    log = Files.writeString(folder.resolve("a.log"), "its last word\n");
  }

  private List<Member> dead() {
    return List.of(new Member("backup-service", 1, "an earlier boot", 8081, log.toString()));
  }

  private List<Member> alive() {
    return List.of(
        Member.of("backup-service", ProcessHandle.current().pid(), 8081, log.toString()));
  }

  private void pass(Duration time) {
    nanos += time.toNanos();
  }

  @Test
  void aServiceThatDiedIsStartedAnewOnceAndAfterAPause() {
    supervisor.look(alive());
    assertThat(told).isEmpty();

    supervisor.look(dead());
    assertThat(told).singleElement().asString().contains("backup-service has died", "in 1 s");
    supervisor.look(dead());
    assertThat(restarted).isEmpty();
    pass(Duration.ofSeconds(1));
    supervisor.look(dead());
    supervisor.look(alive());

    assertThat(restarted).containsExactly("backup-service");
    assertThat(told).hasSize(1);
  }

  @Test
  void aServiceThatDiesAgainAndAgainIsGivenUpWithTheEndOfItsLog() {
    for (int pause : new int[] {1, 2, 4, 8}) {
      supervisor.look(dead());
      assertThat(told).last().asString().contains("in " + pause + " s");
      pass(Duration.ofSeconds(pause));
      supervisor.look(dead());
    }
    assertThat(restarted).hasSize(4);

    assertThatThrownBy(() -> supervisor.look(dead()))
        .isInstanceOf(CliFailure.class)
        .hasMessageContaining("backup-service died 5 times in a row")
        .hasMessageContaining("its last word");
  }

  @Test
  void deathsFarApartAreNotInARow() {
    for (int time = 0; time < 10; time++) {
      supervisor.look(dead());
      pass(Duration.ofSeconds(1));
      supervisor.look(dead());
      pass(Duration.ofMinutes(2));
      supervisor.look(alive());
    }

    assertThat(restarted).hasSize(10);
    assertThat(told).allSatisfy(line -> assertThat(line).contains("in 1 s"));
  }
}
