package io.drover.cli.stack;

import io.drover.cli.CliContext;
import io.drover.cli.ExitCode;
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
      well &= state.members().stream().skip(1).allMatch(member -> health(member).equals("up"));
      if (json) {
        context.terminal().line(state.json());
      } else {
        print(state);
      }
    }
    if (running.isEmpty() && !json) {
      context.terminal().line("Nothing runs; ./drover up starts it.");
    }
    return well ? ExitCode.SUCCEEDED : ExitCode.FAILED;
  }

  private void print(StackState state) {
    Terminal terminal = context.terminal();
    terminal.line(terminal.bold(state.mode()) + "  " + state.page());
    var table = new Table("PROCESS", "STATE", "PORT>", "PID>", "LOG");
    state.members().stream()
        .skip(1)
        .forEach(
            member ->
                table.row(
                    member.name(), health(member), member.port(), member.pid(), member.log()));
    table.print(terminal);
  }

  private static String health(Member member) {
    if (!member.isAlive()) {
      return "down";
    }
    boolean isServer = member.name().equals("kafka") || member.name().equals("postgres");
    return isServer || ServiceProcess.health(member.port()).equals("UP") ? "up" : "degraded";
  }
}
