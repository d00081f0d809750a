package io.drover.cli.request;

import io.drover.cli.CliContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code drover approve}. */
@Command(
    name = "approve",
    description = "Shows what an operation asks for, approves it, and follows it to its end.")
public final class ApproveCommand extends DecisionCommand {
  @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for people to read.")
  private String reason = "";

  /** For the command line. */
  public ApproveCommand(CliContext context) {
    super(context, "approve");
  }

  @Override
  String reason() {
    return reason;
  }

  @Override
  int exitCode(Verdict verdict) {
    return verdict.exitCode();
  }
}
