package io.drover.cli.request;

import io.drover.bus.CommandCodec;
import io.drover.bus.SigningKey;
import io.drover.cli.CliContext;
import io.drover.cli.key.KeyOption;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What every request may say. */
final class RequestOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command = CommandSpec.create();

  @Mixin private WaitOptions wait = new WaitOptions();

  @Option(names = "--no-wait", description = "Publish the request and return.")
  private boolean noWait;

  @Option(
      names = "--id",
      paramLabel = "ID",
      description = "Id of the operation: the same request under the same id runs once.")
  private @Nullable String id;

  @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for people to read.")
  private String reason = "";

  @Mixin private KeyOption signing = new KeyOption();

  @Option(
      names = "--label",
      paramLabel = "KEY=VALUE",
      description = "A label for the operation; may be repeated.")
  private Map<String, String> labels = new TreeMap<>();

  /** The id that was given, else a new one, short enough to copy by hand. */
  String operationId() {
    if (id == null) {
      id = newId();
    } else if (!CommandCodec.validOperationId(id)) {
      throw new ParameterException(
          command.commandLine(),
          "--id must be 1 to 40 of A-Z a-z 0-9 . _ - and begin with a letter or digit.");
    }
    return id;
  }

  /** Sixteen hexadecimal digits of a random UUID. */
  static String newId() {
    return UUID.randomUUID().toString().replace("-", "").substring(16);
  }

  String requestedBy(CliContext context) {
    return signing.speaker(context);
  }

  String reason() {
    return reason;
  }

  Map<String, String> labels() {
    return labels;
  }

  int run(CliContext context, Request request) {
    Optional<SigningKey> key = signing.find(context);
    return noWait
        ? wait.publish(context, key, request)
        : wait.look(context, key, runner -> runner.run(request, wait.timeout()));
  }
}
