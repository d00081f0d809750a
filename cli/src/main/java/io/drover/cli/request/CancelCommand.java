package io.drover.cli.request;

import io.drover.cli.CliContext;
import io.drover.cli.ExitCode;
import io.drover.cli.herd.Herd;
import io.drover.cli.key.KeyOption;
import io.drover.schemas.OperationControl;
import io.drover.schemas.OperationHeader;
import io.drover.schemas.Topics;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code drover cancel}. It succeeds when the operation is cancelled; it fails when the operation
 * ended otherwise before the cancel reached it.
 */
@Command(name = "cancel", description = "Cancels an operation and waits until it has ended.")
public final class CancelCommand implements Callable<Integer> {
  private static final String PUBLISHED = "cancel published; waiting until the operation has ended";

  private final CliContext context;

  @Spec private CommandSpec command = CommandSpec.create();

  @Parameters(paramLabel = "OPERATION", description = "Id of the operation.")
  private String operationId = "";

  @Option(
      names = "--kind",
      paramLabel = "KIND",
      description =
          "backup, restore, verify, migrate or maintenance, where two operations bear one id.")
  private @Nullable String kind;

  @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for people to read.")
  private String reason = "";

  @Mixin private KeyOption signing = new KeyOption();

  @Option(names = "--no-wait", description = "Publish the cancel and return.")
  private boolean noWait;

  private long timeoutSeconds;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "60",
      description = "Stop looking on after this time. Default: 60.")
  void timeoutSeconds(long seconds) {
    timeoutSeconds = WaitOptions.positive(seconds, command);
  }

  @Option(names = "--json", description = "One JSON object a line instead of text.")
  private boolean json;

  /** For the command line. */
  public CancelCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    try (Herd herd = Herd.join(context, signing.find(context));
        OperationView view = json ? new JsonView(context.terminal()) : new TextView(context)) {
      Request request = request(new OpenOperation(operationId, kind).find(herd));
      var runner = new RequestRunner(herd, view);
      if (noWait) {
        runner.publish(request);
        return ExitCode.SUCCEEDED;
      }
      Optional<Verdict> verdict =
          runner.control(request, PUBLISHED, Duration.ofSeconds(timeoutSeconds));
      return verdict.map(ended -> tell(ended, view)).orElseGet(() -> tellItStands(view));
    }
  }

  private static int tell(Verdict verdict, OperationView view) {
    String state = Facts.state(verdict.fact());
    return switch (state) {
      case "cancelled" -> ExitCode.SUCCEEDED;
      case "refused" -> ExitCode.REJECTED;
      default -> {
        view.note(
            "The operation had ended (%s) before the cancel reached it; nothing was cancelled."
                .formatted(state));
        yield ExitCode.FAILED;
      }
    };
  }

  private static int tellItStands(OperationView view) {
    view.note("  the cancel stands: it ends as soon as its service has stopped what it runs");
    return ExitCode.TIMED_OUT;
  }

  private Request request(OperationHeader header) {
    var control =
        OperationControl.newBuilder()
            .setOperationId(operationId)
            .setKind(header.getKind())
            .setDatabase(header.getDatabase())
            .setAction("cancel")
            .setRequestedBy(signing.speaker(context))
            .setReason(reason)
            .build();
    return Request.of(
        header.getKind(), Topics.OPERATION_CONTROL, operationId, header.getDatabase(), control);
  }
}
