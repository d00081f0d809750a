package io.drover.cli.stack;

import io.drover.cli.CliContext;
import io.drover.cli.ExitCode;
import io.drover.cli.terminal.LiveBar;
import io.drover.cli.terminal.Style;
import io.drover.cli.terminal.Terminal;
import io.drover.localstack.sample.SampleDatabase;
import java.nio.file.Files;
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
    var bar = new LiveBar(context.terminal());
    bar.show(new LiveBar.Frame("starting", 0, null, "Kafka and PostgreSQL"));
    Stack stack;
    try {
      stack = Stack.startServers(context, place, false, true);
    } finally {
      bar.clear();
    }
    try (stack) {
      Runtime.getRuntime().addShutdownHook(new Thread(stack::close, "drover-stop"));
      prepareDatabases(stack, place, bar);
      bar.show(new LiveBar.Frame("starting", 0, null, "the services"));
      try {
        stack.startServices();
      } finally {
        bar.clear();
      }
      print(stack);
      stack.awaitEnd();
      return ExitCode.SUCCEEDED;
    }
  }

  private static void prepareDatabases(Stack stack, StackFolder place, LiveBar bar) {
    if (Files.exists(place.databases())) {
      DatabasesFile.updatePort(place, stack.postgres().port());
      return;
    }
    bar.show(new LiveBar.Frame("loading", 0, null, "the sample database " + SAMPLE));
    try {
      SampleDatabase.load(stack.postgres(), SAMPLE);
      SampleDatabase.copyMigrations(place.migrations());
      DatabasesFile.write(
          place, stack.postgres().port(), SAMPLE, place.migrations(), Optional.of("1"));
    } finally {
      bar.clear();
    }
  }

  private void print(Stack stack) {
    Terminal terminal = context.terminal();
    StackState state = stack.state();
    stack
        .otherPorts()
        .forEach(text -> terminal.line(terminal.styled(Style.YELLOW, "!") + " " + text));
    terminal.line(terminal.styled(Style.GREEN, "✓") + " " + terminal.bold("Drover is up"));
    terminal.line("  page        " + state.page());
    terminal.line("  Kafka       " + state.kafka());
    terminal.line("  PostgreSQL  " + state.postgres());
    terminal.line("  databases   " + state.databases());
    terminal.line("");
    terminal.line("  In another terminal: " + terminal.bold("./drover backup " + SAMPLE));
    terminal.line("  Ctrl-C ends it; the state is kept.");
  }
}
