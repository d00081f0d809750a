package io.drover.cli;

import io.drover.cli.demo.DemoCommand;
import io.drover.cli.key.KeyCommand;
import io.drover.cli.listing.BackupsCommand;
import io.drover.cli.listing.OperationsCommand;
import io.drover.cli.request.ApproveCommand;
import io.drover.cli.request.BackupCommand;
import io.drover.cli.request.CancelCommand;
import io.drover.cli.request.CopyCommand;
import io.drover.cli.request.ExportCommand;
import io.drover.cli.request.FollowCommand;
import io.drover.cli.request.ImportCommand;
import io.drover.cli.request.MigrateAllCommand;
import io.drover.cli.request.MigrateCommand;
import io.drover.cli.request.PinCommand;
import io.drover.cli.request.RebuildCatalogueCommand;
import io.drover.cli.request.RejectCommand;
import io.drover.cli.request.RemoveCommand;
import io.drover.cli.request.RestoreCommand;
import io.drover.cli.request.RetainCommand;
import io.drover.cli.request.ScrubCommand;
import io.drover.cli.request.UndoCommand;
import io.drover.cli.request.UnpinCommand;
import io.drover.cli.request.VerifyCommand;
import io.drover.cli.stack.DownCommand;
import io.drover.cli.stack.StatusCommand;
import io.drover.cli.stack.UpCommand;
import io.drover.cli.terminal.Terminal;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;

/** The {@code drover} command. */
@Command(
    name = "drover",
    description = "Operates PostgreSQL databases by events.",
    mixinStandardHelpOptions = true,
    version = "drover 0.1.0",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      DemoCommand.class,
      UpCommand.class,
      DownCommand.class,
      StatusCommand.class,
      BackupCommand.class,
      RestoreCommand.class,
      UndoCommand.class,
      VerifyCommand.class,
      MigrateCommand.class,
      MigrateAllCommand.class,
      RetainCommand.class,
      PinCommand.class,
      CopyCommand.class,
      ScrubCommand.class,
      RebuildCatalogueCommand.class,
      UnpinCommand.class,
      RemoveCommand.class,
      ImportCommand.class,
      ExportCommand.class,
      OperationsCommand.class,
      BackupsCommand.class,
      FollowCommand.class,
      CancelCommand.class,
      ApproveCommand.class,
      RejectCommand.class,
      KeyCommand.class,
    },
    footer = {
      "",
      "Environment: DROVER_KAFKA (bootstrap servers), DROVER_TOPIC_PREFIX,"
          + " DROVER_KAFKA_PROPERTIES,",
      "DROVER_HOME (data of the local stack), DROVER_PG_BIN (PostgreSQL's programs), NO_COLOR,",
      "DROVER_EXCHANGE (folder of files to import, where the service is on this machine),",
      "DROVER_SIGNING_KEY (file of the key by which requests are signed), DROVER_DEBUG=1 (stack"
          + " traces).",
      "Exit codes: 0 succeeded, 1 failed or cancelled, 2 usage, 3 rejected or refused,",
      "4 not ended when the time to wait was over."
    })
public final class Drover {
  private Drover() {}

  /** Runs the command line and exits with one of {@link ExitCode}. */
  public static void main(String[] args) {
    var terminal = Terminal.ofProcess(System.getenv());
    Path root = Path.of(System.getProperty("drover.root", "")).toAbsolutePath().normalize();
    var context = new CliContext(terminal, System.getenv(), root);
    Logging.toFileBelow(context.home());
    System.exit(run(context, args));
  }

  /** Runs the command line in this process and returns the exit code. */
  public static int run(CliContext context, String... args) {
    Terminal terminal = context.terminal();
    var line = new CommandLine(new Drover(), new ContextFactory(context));
    line.getSubcommands()
        .values()
        .forEach(command -> command.getCommandSpec().mixinStandardHelpOptions(true));
    return line.setOut(new PrintWriter(terminal.out(), true, StandardCharsets.UTF_8))
        .setErr(new PrintWriter(terminal.err(), true, StandardCharsets.UTF_8))
        .setColorScheme(CommandLine.Help.defaultColorScheme(terminal.colour() ? Ansi.ON : Ansi.OFF))
        .setUsageHelpAutoWidth(false)
        .setUsageHelpWidth(Math.min(terminal.width(), 100))
        .setParameterExceptionHandler(new UsageErrors(terminal))
        .setExecutionExceptionHandler(new Failures(context))
        .execute(args.length == 0 ? new String[] {"--help"} : args);
  }
}
