package io.drover.cli.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drover.cli.CapturedTerminal;
import io.drover.cli.CliFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StackStateTest {
  @TempDir private Path root;
  private final CapturedTerminal terminal = new CapturedTerminal();
  private Process sleeper;

  @BeforeEach
  void start() throws IOException {
    sleeper = new ProcessBuilder("sleep", "600").start();
  }

  @AfterEach
  void end() {
    sleeper.destroyForcibly();
  }

  private Path folder() throws IOException {
    return Files.createDirectories(root.resolve(".drover").resolve("stack"));
  }

  private static StackState state(Member... members) {
    return new StackState(
        "stack",
        "127.0.0.1:9092",
        "127.0.0.1:5432",
        "/nowhere",
        "http://127.0.0.1:8080",
        "databases.yml",
        List.of(members));
  }

  @Test
  void downEndsAProcessThatAnEarlierRunLeft() throws Exception {
    Member owner = new Member("drover", 1, "an earlier boot", 0, "");
    state(owner, Member.of("kafka", sleeper.pid(), 9092, "")).write(folder());

    assertThat(terminal.run(Map.of(), root, "down")).isZero();

    assertThat(sleeper.waitFor()).isNotZero();
    assertThat(StackState.read(folder())).isEmpty();
  }

  @Test
  void downLeavesAProcessAloneThatGotTheIdOfADeadOne() throws IOException {
    Member former = new Member("kafka", sleeper.pid(), "another start", 9092, "");
    state(former, former).write(folder());

    assertThat(terminal.run(Map.of(), root, "down")).isZero();

    assertThat(sleeper.isAlive()).isTrue();
  }

  @Test
  void aRunningStackIsNotStartedTwice() throws IOException {
    Member kafka = Member.of("kafka", sleeper.pid(), 9092, "");
    state(kafka, kafka).write(folder());

    assertThatThrownBy(() -> Leftovers.clear(new StackFolder("stack", folder()), true))
        .isInstanceOfSatisfying(
            CliFailure.class, failure -> assertThat(failure.remedy()).isEqualTo("./drover status"));
  }

  @Test
  void onlyFoldersOfTheLocalStackAreDeletedForAFreshOne() throws IOException {
    Path precious = Files.createDirectories(root.resolve("drover-01234567"));
    var former = state(new Member("kafka", 1, "dead", 9092, ""));
    new StackState(
            former.mode(),
            former.kafka(),
            former.postgres(),
            precious.toString(),
            former.page(),
            former.databases(),
            former.members())
        .write(folder());

    Leftovers.clear(new StackFolder("stack", folder()), true);

    assertThat(precious).exists();
    assertThat(root.resolve(".drover").resolve("stack")).doesNotExist();
  }

  @Test
  void statusExitsWithOneWhenNothingRuns() {
    assertThat(terminal.run(Map.of(), root, "status")).isEqualTo(1);
    assertThat(terminal.out()).contains("Nothing runs");
  }

  @Test
  void upSaysWhereBackupsAndExchangedFilesLie() throws IOException {
    var place = new StackFolder("stack", folder());
    assertThat(UpCommand.where(state(), place))
        .contains("  backups     " + place.repository())
        .anySatisfy(line -> assertThat(line).startsWith("  exchange    " + place.exchange()));
  }

  @Test
  void thePortIsKeptCurrentInAFileThatPeopleHaveEdited() throws IOException {
    var place = new StackFolder("stack", folder());
    DatabasesFile.write(place, 5432, "shop", place.migrations(), Optional.of("1"));
    Files.writeString(place.databases(), Files.readString(place.databases()) + "# mine\n");

    DatabasesFile.updatePort(place, 6543);

    assertThat(place.databases()).content().contains("port: 6543 #", "# mine");
  }
}
