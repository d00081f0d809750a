package io.drover.cli.request;

import io.drover.bus.SigningKey;
import io.drover.cli.CliContext;
import io.drover.cli.ExitCode;
import io.drover.cli.herd.Herd;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How a command looks on. */
final class WaitOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command = CommandSpec.create();

  private long timeoutSeconds;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "86400",
      description = "Stop looking on after this time; the operation goes on. Default: a day.")
  void timeoutSeconds(long seconds) {
    timeoutSeconds = positive(seconds, command);
  }

  static long positive(long seconds, CommandSpec command) {
    if (seconds < 1) {
      throw new ParameterException(command.commandLine(), "--timeout must be at least 1 second.");
    }
    return seconds;
  }

  @Option(names = "--json", description = "One JSON object a line instead of text.")
  private boolean json;

  Duration timeout() {
    return Duration.ofSeconds(timeoutSeconds);
  }

  boolean json() {
    return json;
  }

  OperationView view(CliContext context) {
    return json ? new JsonView(context.terminal()) : new TextView(context);
  }

  /** Joins the herd, looks on, and turns the verdict into an exit code. */
  int look(CliContext context, Function<RequestRunner, Optional<Verdict>> action) {
    return look(context, Optional.empty(), action);
  }

  /** The same, signing what is published. */
  int look(
      CliContext context,
      Optional<SigningKey> key,
      Function<RequestRunner, Optional<Verdict>> action) {
    try (Herd herd = Herd.join(context, key);
        OperationView view = view(context)) {
      return action
          .apply(new RequestRunner(herd, view))
          .map(Verdict::exitCode)
          .orElse(ExitCode.TIMED_OUT);
    }
  }

  /** Joins the herd and publishes. */
  int publish(CliContext context, Optional<SigningKey> key, Request request) {
    try (Herd herd = Herd.join(context, key);
        OperationView view = view(context)) {
      new RequestRunner(herd, view).publish(request);
      return ExitCode.SUCCEEDED;
    }
  }
}
