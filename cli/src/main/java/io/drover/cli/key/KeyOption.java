package io.drover.cli.key;

import io.drover.bus.KeyException;
import io.drover.bus.SigningKey;
import io.drover.cli.CliContext;
import io.drover.cli.CliFailure;
import io.drover.cli.ExitCode;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** By which key a command signs what it publishes, and in whose name that makes it speak. */
public final class KeyOption {
  private static final String VARIABLE = "DROVER_SIGNING_KEY";

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command = CommandSpec.create();

  @Option(
      names = "--key",
      paramLabel = "FILE",
      description = "Sign by this key (./drover key NAME makes one). Default: $DROVER_SIGNING_KEY.")
  private @Nullable Path file;

  @Option(
      names = "--requested-by",
      paramLabel = "NAME",
      description = "Who asks. Default: the owner of the key, else this user.")
  private @Nullable String requestedBy;

  /**
   * The key; empty when none is named.
   *
   * @throws CliFailure it cannot be used
   */
  public Optional<SigningKey> find(CliContext context) {
    Optional<Path> named =
        Optional.ofNullable(file).or(() -> context.variable(VARIABLE).map(Path::of));
    try {
      return named.map(SigningKey::read);
    } catch (KeyException e) {
      throw new CliFailure(
          ExitCode.USAGE, String.valueOf(e.getMessage()), "./drover key NAME   (makes one)", e);
    }
  }

  /** Who speaks: whoever signs can speak for himself only. */
  public String speaker(CliContext context) {
    Optional<SigningKey> key = find(context);
    if (key.isEmpty()) {
      return requestedBy == null ? System.getProperty("user.name", "") : requestedBy;
    }
    String owner = key.get().principal();
    if (requestedBy != null && !requestedBy.equals(owner)) {
      throw new ParameterException(
          command.commandLine(),
          "--requested-by " + requestedBy + " cannot be signed by the key of " + owner + ".");
    }
    return owner;
  }
}
