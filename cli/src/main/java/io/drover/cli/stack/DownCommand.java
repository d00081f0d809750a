package io.drover.cli.stack;

import io.drover.cli.CliContext;
import io.drover.cli.CliFailure;
import io.drover.cli.ExitCode;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;

/** {@code drover down}. */
@Command(
    name = "down",
    description = "Ends the stack of 'up' and of 'demo --keep', whatever state it is in.")
public final class DownCommand implements Callable<Integer> {
  private final CliContext context;

  /** For the command line. */
  public DownCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    List<StackFolder> places =
        Stream.of(StackFolder.kept(context), StackFolder.demo(context))
            .filter(place -> StackState.read(place.folder()).isPresent())
            .toList();
    if (places.isEmpty()) {
      context.terminal().line("Nothing runs.");
    }
    places.forEach(this::end);
    return ExitCode.SUCCEEDED;
  }

  private void end(StackFolder place) {
    List<Member> members =
        StackState.read(place.folder()).map(StackState::members).orElse(List.of());
    // The first is the one that started them: it ends the others in order, when it lives. Else the
    // services go before the servers that they need.
    List<Member> order =
        Stream.concat(members.stream().limit(1), members.reversed().stream()).distinct().toList();
    for (Member member : order) {
      if (!member.end()) {
        throw new CliFailure(
            member.name() + " (process " + member.pid() + ") cannot be ended by this user.",
            "sudo kill " + member.pid());
      }
    }
    StackState.remove(place.folder());
    context.terminal().line("Ended the " + place.mode() + " of " + place.folder() + ".");
  }
}
