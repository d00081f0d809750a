package io.drover.cli.request;

import io.drover.bus.Envelope;
import io.drover.bus.Message;
import io.drover.cli.CliContext;
import io.drover.cli.CliFailure;
import io.drover.cli.ExitCode;
import io.drover.cli.herd.Herd;
import io.drover.cli.key.KeyOption;
import io.drover.schemas.OperationControl;
import io.drover.schemas.OperationHeader;
import io.drover.schemas.Topics;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;
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
  private final CliContext context;

  @Spec private CommandSpec command = CommandSpec.create();

  @Parameters(paramLabel = "OPERATION", description = "Id of the operation.")
  private String operationId = "";

  @Option(
      names = "--kind",
      paramLabel = "KIND",
      description = "backup, restore, verify or migrate, where two operations bear one id.")
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
        OperationView view =
            json ? new JsonView(context.terminal()) : new TextView(context.terminal())) {
      OperationHeader header = find(herd);
      publish(herd, header);
      if (noWait) {
        view.left(operationId);
        return ExitCode.SUCCEEDED;
      }
      Optional<Verdict> verdict =
          new RequestRunner(herd, view)
              .follow(header.getKind(), operationId, Duration.ofSeconds(timeoutSeconds));
      return verdict.map(CancelCommand::exitCode).orElse(ExitCode.TIMED_OUT);
    }
  }

  private static int exitCode(Verdict verdict) {
    return Facts.state(verdict.fact()).equals("cancelled") ? ExitCode.SUCCEEDED : ExitCode.FAILED;
  }

  /** The operation of this id that goes on; kinds have ids of their own. */
  private OperationHeader find(Herd herd) {
    Map<String, SpecificRecord> newest = new TreeMap<>();
    herd.readAll(Topics.OPERATION_EVENTS, message -> remember(message, newest));
    Map<String, SpecificRecord> open = new TreeMap<>(newest);
    open.values().removeIf(fact -> Verdict.of(fact, herd.codec()).isPresent());
    if (newest.isEmpty()) {
      throw new CliFailure(
          "No operation " + operationId + " is known on the bus.", "./drover operations");
    }
    if (open.isEmpty()) {
      String end = newest.values().stream().map(Facts::state).collect(Collectors.joining(", "));
      throw new CliFailure(
          "The operation "
              + operationId
              + " has ended already ("
              + end
              + "); nothing is cancelled.",
          "./drover follow " + operationId);
    }
    if (open.size() > 1) {
      throw new CliFailure(
          "Operations of several kinds go on under the id "
              + operationId
              + ": "
              + String.join(", ", open.keySet())
              + ".",
          "./drover cancel " + operationId + " --kind " + open.keySet().iterator().next());
    }
    return (OperationHeader) open.values().iterator().next().get(0);
  }

  private void remember(Message<SpecificRecord> message, Map<String, SpecificRecord> newest) {
    SpecificRecord fact = message.body();
    if (fact != null
        && fact.get(0) instanceof OperationHeader header
        && header.getSequence() > 0
        && header.getOperationId().equals(operationId)
        && (kind == null || kind.equals(header.getKind()))) {
      newest.put(header.getKind(), fact);
    }
  }

  private void publish(Herd herd, OperationHeader header) {
    var control =
        OperationControl.newBuilder()
            .setOperationId(operationId)
            .setKind(header.getKind())
            .setDatabase(header.getDatabase())
            .setAction("cancel")
            .setRequestedBy(signing.speaker(context))
            .setReason(reason)
            .build();
    Envelope envelope = Herd.envelope(control, operationId);
    herd.publish(Topics.OPERATION_CONTROL, header.getDatabase(), control, envelope);
  }
}
