package io.drover.cli.demo;

import io.drover.cli.CliContext;
import io.drover.cli.CliFailure;
import io.drover.cli.ExitCode;
import io.drover.cli.stack.Background;
import io.drover.cli.stack.DatabasesFile;
import io.drover.cli.stack.Stack;
import io.drover.cli.stack.StackFolder;
import io.drover.cli.stack.StackState;
import io.drover.cli.terminal.Amounts;
import io.drover.cli.terminal.Steps;
import io.drover.cli.terminal.Terminal;
import io.drover.localstack.sample.SampleDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code drover demo}. */
@Command(
    name = "demo",
    description = "Shows a backup, a migration and a restore on a real Kafka and PostgreSQL.",
    footer = {
      "",
      "Everything runs on this machine, on loopback, with its data under .drover/demo.",
      "Exits with 0 only if the restored database equals the original at the time of its backup."
    })
public final class DemoCommand implements Callable<Integer> {
  private static final String SAMPLE = "shop";

  private final CliContext context;

  @ArgGroup private @Nullable OwnDump own;

  @Option(
      names = "--keep",
      description = "Leaves all of it running and prints the address of the page.")
  private boolean keep;

  /** A dump of the user's own. */
  private static final class OwnDump {
    @Option(
        names = "--sql",
        paramLabel = "FILE",
        description = "Your own plain SQL dump instead of the sample; .gz and .zst too.")
    private @Nullable Path sql;

    @Option(
        names = "--dump",
        paramLabel = "FILE",
        description = "Your own dump in pg_dump's custom format; .gz and .zst too.")
    private @Nullable Path dump;

    Optional<UserDump> file() {
      return Optional.ofNullable(sql == null ? dump : sql).map(UserDump::of);
    }
  }

  /** For the command line. */
  public DemoCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    Optional<UserDump> dump = own == null ? Optional.empty() : own.file();
    Terminal terminal = context.terminal();
    long begun = System.nanoTime();
    StackFolder place = StackFolder.demo(context);
    var steps = new Steps(terminal);
    Stack stack =
        steps.take("Kafka and PostgreSQL", () -> Stack.startServers(context, place, true, !keep));
    var left = new AtomicBoolean();
    try {
      Runtime.getRuntime().addShutdownHook(ending(stack, left));
      String database = dump.map(UserDump::database).orElse(SAMPLE);
      DatabasesFile.write(
          place, stack.postgres().port(), database, place.migrations(), Optional.of("1"));
      // The services take as long to start as the database to load: side by side.
      CompletableFuture<StackState> services = Background.start(stack::startServices);
      steps
          .take("database " + database, () -> fill(stack, place, dump, database))
          .forEach(
              role -> steps.note("the dump names the role " + role + ", made without a login"));
      steps.take("services", () -> Background.join(services));
      stack.otherPorts().forEach(steps::note);
      boolean proven = new Story(context, stack, database, dump.isEmpty()).tell();
      left.set(keep);
      terminal.line("");
      terminal.line(
          (proven ? "All of it is so" : "Not all of it is so")
              + terminal.dim(
                  "  (" + Amounts.duration(Duration.ofNanos(System.nanoTime() - begun)) + ")"));
      if (keep) {
        printAddresses(stack);
      }
      return proven ? ExitCode.SUCCEEDED : ExitCode.FAILED;
    } finally {
      if (!left.get()) {
        stack.close();
      }
    }
  }

  /** Ctrl-C must end what was started, unless the end was reached and all is to be kept. */
  private static Thread ending(Stack stack, AtomicBoolean left) {
    return new Thread(
        () -> {
          if (!left.get()) {
            stack.close();
          }
        },
        "drover-stop");
  }

  /** Loads the database; the roles that had to be made for it. */
  private static List<String> fill(
      Stack stack, StackFolder place, Optional<UserDump> dump, String database) {
    if (dump.isEmpty()) {
      SampleDatabase.load(stack.postgres(), database);
      SampleDatabase.copyMigrations(place.migrations());
      return List.of();
    }
    var loader = new DumpLoader(stack.postgres(), place.folder().resolve("load.log"));
    loader.load(dump.get(), database);
    noMigrations(place);
    return loader.roles();
  }

  private static void noMigrations(StackFolder place) {
    try {
      Files.createDirectories(place.migrations());
    } catch (IOException e) {
      throw new CliFailure(
          "The folder " + place.migrations() + " cannot be made: " + e.getMessage(), "df -h", e);
    }
  }

  private void printAddresses(Stack stack) {
    Terminal terminal = context.terminal();
    terminal.line("");
    terminal.line("  It is left running. Page: " + terminal.bold(stack.state().page()));
    terminal.line("  End it with: " + terminal.bold("./drover down"));
  }
}
