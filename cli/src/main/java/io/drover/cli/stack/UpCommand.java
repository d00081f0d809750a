package io.drover.cli.stack;

import io.drover.cli.CliContext;
import io.drover.cli.ExitCode;
import io.drover.cli.terminal.Steps;
import io.drover.cli.terminal.Terminal;
import io.drover.localstack.sample.SampleDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code drover up}. */
@Command(
    name = "up",
    description = "Runs Kafka, PostgreSQL and the services on this machine until Ctrl-C.",
    footer = {
      "",
      "State is kept between runs. The first run makes a sample database, shop; databases.yml is",
      "yours to edit."
    })
public final class UpCommand implements Callable<Integer> {
  private static final String SAMPLE = "shop";

  private final CliContext context;

  /** For the command line. */
  public UpCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws InterruptedException {
    StackFolder place = StackFolder.kept(context);
    var steps = new Steps(context.terminal());
    Stack stack =
        steps.take("Kafka and PostgreSQL", () -> Stack.startServers(context, place, false, true));
    try (stack) {
      Runtime.getRuntime().addShutdownHook(new Thread(stack::close, "drover-stop"));
      prepareDatabases(stack, place, steps);
      steps.take("services", stack::startServices);
      stack.otherPorts().forEach(steps::note);
      print(stack, place);
      stack.awaitEnd(new HealthWatch(steps)::look, steps::note);
      return ExitCode.SUCCEEDED;
    }
  }

  private static void prepareDatabases(Stack stack, StackFolder place, Steps steps) {
    if (Files.exists(place.databases())) {
      DatabasesFile.updatePort(place, stack.postgres().port());
      return;
    }
    steps.take("sample database " + SAMPLE, () -> loadSample(stack, place));
    DatabasesFile.write(
        place, stack.postgres().port(), SAMPLE, place.migrations(), Optional.of("1"));
  }

  /** What an interrupted first run left of it is not whole. */
  private static Path loadSample(Stack stack, StackFolder place) {
    StateSetup.dropDatabase(stack.postgres(), SAMPLE);
    SampleDatabase.load(stack.postgres(), SAMPLE);
    return SampleDatabase.copyMigrations(place.migrations());
  }

  /** Where everything is that a person may want to look at. */
  static List<String> where(StackState state, StackFolder place) {
    return List.of(
        "  page        " + state.page(),
        "  token       " + place.token() + "   (to sign in, and for POST /api)",
        "  Kafka       " + state.kafka(),
        "  PostgreSQL  " + state.postgres(),
        "  databases   " + state.databases(),
        "  backups     " + place.repository(),
        "  exchange    " + place.exchange() + "   (import, export)");
  }

  private void print(Stack stack, StackFolder place) {
    Terminal terminal = context.terminal();
    StackState state = stack.state();
    terminal.line("");
    terminal.line(terminal.bold("Drover is up"));
    where(state, place).forEach(terminal::line);
    terminal.line(
        "  psql        "
            + PsqlLine.line(state.postgres(), place.secret(StateSetup.TARGET_ROLE), SAMPLE));
    terminal.line("");
    terminal.line("  In another terminal: " + terminal.bold("./drover backup " + SAMPLE));
    terminal.line("  Ctrl-C ends it; the state is kept.");
  }
}
