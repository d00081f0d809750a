package io.drover.cli.request;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drover.bus.SigningKey;
import io.drover.cli.CliContext;
import io.drover.cli.CliFailure;
import io.drover.cli.ExitCode;
import io.drover.cli.herd.Herd;
import io.drover.cli.key.KeyOption;
import io.drover.cli.terminal.Terminal;
import io.drover.schemas.OperationControl;
import io.drover.schemas.Topics;
import java.io.Console;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What approving and rejecting have in common: show, ask, publish signed, follow. */
@Command
abstract class DecisionCommand implements Callable<Integer> {
  private final CliContext context;
  private final String action;

  @Mixin private WaitOptions wait = new WaitOptions();
  @Mixin private KeyOption signing = new KeyOption();

  @Parameters(paramLabel = "OPERATION", description = "Id of the operation.")
  private String operationId = "";

  @Option(
      names = "--kind",
      paramLabel = "KIND",
      description = "Its kind, where two operations bear one id.")
  private @Nullable String kind;

  @Option(names = "--yes", description = "Do not ask.")
  private boolean yes;

  @Option(names = "--no-wait", description = "Publish the decision and return.")
  private boolean noWait;

  DecisionCommand(CliContext context, String action) {
    this.context = context;
    this.action = action;
  }

  abstract String reason();

  /** Exit code of what became of the operation. */
  abstract int exitCode(Verdict verdict);

  @Override
  public Integer call() {
    Optional<SigningKey> key = signing.find(context);
    if (key.isEmpty()) {
      throw new CliFailure(
          ExitCode.USAGE,
          "Who decides proves it by a signature, and no key is named.",
          "export DROVER_SIGNING_KEY=FILE   (./drover key NAME makes one)",
          null);
    }
    try (Herd herd = Herd.join(context, key)) {
      Waiting waiting = Waiting.find(herd, operationId, kind);
      if (!wait.json()) {
        show(waiting);
      }
      confirm();
      return publish(herd, request(waiting));
    }
  }

  private Request request(Waiting waiting) {
    var control =
        OperationControl.newBuilder()
            .setOperationId(operationId)
            .setKind(waiting.header().getKind())
            .setDatabase(waiting.header().getDatabase())
            .setAction(action)
            .setRequestedBy(signing.speaker(context))
            .setReason(reason())
            .setDigest(waiting.digest())
            .build();
    return Request.of(
        waiting.header().getKind(),
        Topics.OPERATION_CONTROL,
        operationId,
        waiting.header().getDatabase(),
        control);
  }

  private int publish(Herd herd, Request request) {
    try (OperationView view = wait.view(context)) {
      RequestRunner runner = new RequestRunner(herd, view);
      if (noWait) {
        runner.publish(request);
        return ExitCode.SUCCEEDED;
      }
      return runner.run(request, wait.timeout()).map(this::exitCode).orElse(ExitCode.TIMED_OUT);
    }
  }

  private void show(Waiting waiting) {
    Terminal terminal = context.terminal();
    terminal.line(
        terminal.bold(waiting.header().getKind() + " of " + waiting.header().getDatabase())
            + " asked for by "
            + terminal.bold(TextView.printable(waiting.accepted().getRequestedBy())));
    ObjectNode content = JsonView.object(waiting.command());
    content
        .properties()
        .forEach(
            field ->
                terminal.line(
                    "  %-16s %s"
                        .formatted(
                            field.getKey(),
                            TextView.printable(
                                field.getValue().isTextual()
                                    ? field.getValue().textValue()
                                    : field.getValue().toString()))));
    terminal.line("  %-16s %s".formatted("digest", waiting.digest()));
    if (waiting.waiting().getUntil() != null) {
      terminal.line("  %-16s %s".formatted("decide before", waiting.waiting().getUntil()));
    }
  }

  private void confirm() {
    if (yes) {
      return;
    }
    Console console =
        Optional.ofNullable(System.console())
            .filter(each -> each.isTerminal() && context.terminal().interactive())
            .orElseThrow(
                () ->
                    new CliFailure(
                        ExitCode.USAGE,
                        "Nobody is here to be asked.",
                        "./drover " + action + " " + operationId + " --yes",
                        null));
    String answer =
        console.readLine("%s it? [y/N] ", action.equals("approve") ? "Approve" : "Reject");
    if (answer == null || !answer.strip().toLowerCase(Locale.ROOT).startsWith("y")) {
      throw new CliFailure("Nothing was decided.", "");
    }
  }
}
