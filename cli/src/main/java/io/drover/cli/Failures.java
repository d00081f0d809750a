package io.drover.cli;

import io.drover.cli.terminal.Style;
import io.drover.localstack.LocalStackException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Turns exceptions into a sentence, a remedy and an exit code. */
record Failures(CliContext context) implements IExecutionExceptionHandler {

  @Override
  public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) {
    if (context.variable("DROVER_DEBUG").isPresent()) {
      failure.printStackTrace(context.terminal().err());
    }
    return switch (failure) {
      case CliFailure known -> {
        print(String.valueOf(known.getMessage()), known.remedy());
        yield known.exitCode();
      }
      case LocalStackException known -> {
        print(String.valueOf(known.getMessage()), known.remedy());
        yield ExitCode.FAILED;
      }
      default -> {
        print("Drover itself failed: " + failure, "DROVER_DEBUG=1 shows where; please report it");
        yield ExitCode.FAILED;
      }
    };
  }

  private void print(String message, String remedy) {
    var terminal = context.terminal();
    terminal.err().println(terminal.styled(Style.RED, "✗") + " " + message);
    if (!remedy.isEmpty()) {
      terminal.err().println("  remedy: " + terminal.bold(remedy));
    }
    terminal.err().flush();
  }
}
