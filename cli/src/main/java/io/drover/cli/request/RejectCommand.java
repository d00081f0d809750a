package io.drover.cli.request;

import io.drover.cli.CliContext;
import io.drover.cli.ExitCode;
import io.drover.schemas.OperationRejected;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code drover reject}. */
@Command(
    name = "reject",
    description = "Shows what an operation asks for, and ends it without an approval.")
public final class RejectCommand extends DecisionCommand {
  @Option(
      names = "--reason",
      required = true,
      paramLabel = "TEXT",
      description = "Why; the requester reads it.")
  private String reason = "";

  /** For the command line. */
  public RejectCommand(CliContext context) {
    super(context, "reject");
  }

  @Override
  String reason() {
    return reason;
  }

  @Override
  int exitCode(Verdict verdict) {
    return verdict.fact() instanceof OperationRejected ? ExitCode.SUCCEEDED : verdict.exitCode();
  }
}
