package io.drover.cli.stack;

import io.drover.cli.CliContext;
import io.drover.cli.ExitCode;
import io.drover.cli.terminal.Style;
import io.drover.cli.terminal.Table;
import io.drover.cli.terminal.Terminal;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code drover status}. */
@Command(
    name = "status",
    description = "Shows what runs on this machine. Exit code 0 when all of it is well, else 1.")
public final class StatusCommand implements Callable<Integer> {
  private final CliContext context;

  @Option(names = "--json", description = "One JSON object a stack instead of a table.")
  private boolean json;

  /** For the command line. */
  public StatusCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    List<StackState> running =
        StackState.all(context.home()).filter(StackState::isRunning).toList();
    boolean well = !running.isEmpty();
    for (StackState state : running) {
      List<Look> looks = state.members().stream().skip(1).map(Look::at).toList();
      well &= looks.stream().allMatch(look -> look.state().equals("up"));
      if (json) {
        context.terminal().line(state.json());
      } else {
        print(state, looks);
      }
    }
    if (running.isEmpty() && !json) {
      context.terminal().line("Nothing runs; ./drover up starts it.");
    }
    return well ? ExitCode.SUCCEEDED : ExitCode.FAILED;
  }

  private void print(StackState state, List<Look> looks) {
    Terminal terminal = context.terminal();
    StackFolder place = new StackFolder(state.mode(), context.home().resolve(state.mode()));
    terminal.line(terminal.bold(state.mode()) + "  " + state.page() + "  token: " + place.token());
    var table = new Table("PROCESS", "STATE", "PORT>", "PID>", "LOG");
    for (Look look : looks) {
      Member member = look.member();
      table.row(member.name(), look.state(), member.port(), member.pid(), member.log());
    }
    table.print(terminal);
    for (Look look : looks) {
      look.problems()
          .forEach(
              problem ->
                  terminal.line(
                      "  "
                          + terminal.styled(Style.YELLOW, "!")
                          + " "
                          + look.member().name()
                          + ": "
                          + problem));
    }
  }

  /** A member as it is now. */
  private record Look(Member member, String state, List<String> problems) {
    static Look at(Member member) {
      if (!member.isAlive()) {
        return new Look(member, "down", List.of());
      }
      if (!member.isService()) {
        return new Look(member, "up", List.of());
      }
      Health health = Health.of(member.port());
      return new Look(member, health.isWell() ? "up" : "degraded", health.reasons());
    }
  }
}
