package io.drover.cli.key;

import io.drover.bus.KeyException;
import io.drover.bus.SigningKey;
import io.drover.cli.CliContext;
import io.drover.cli.CliFailure;
import io.drover.cli.ExitCode;
import io.drover.cli.terminal.Terminal;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code drover key}. */
@Command(
    name = "key",
    description = "Makes a key by which someone signs, and prints what goes into principals.yml.")
public final class KeyCommand implements Callable<Integer> {
  private final CliContext context;

  @Parameters(
      paramLabel = "NAME",
      description = "Whose key: a person, or a service such as drover/migration-service.")
  private String name = "";

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Where to write it; must not be there yet. Default: NAME.pem here.")
  private @Nullable Path out;

  /** For the command line. */
  public KeyCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    Path file = out == null ? Path.of(name.replace('/', '-') + ".pem") : out;
    try {
      print(SigningKey.create(name, file), file.toAbsolutePath());
    } catch (KeyException e) {
      throw new CliFailure(
          ExitCode.USAGE, String.valueOf(e.getMessage()), "./drover key NAME --out FILE", e);
    }
    return ExitCode.SUCCEEDED;
  }

  private void print(String publicKey, Path file) {
    Terminal terminal = context.terminal();
    terminal.line(
        "The key of " + terminal.bold(name) + " is in " + file + "; keep it to yourself.");
    terminal.line("Into principals.yml, below principals:");
    terminal.line("  " + name + ": { keys: [\"" + publicKey + "\"] }");
    terminal.line("To sign by it:");
    terminal.line("  export DROVER_SIGNING_KEY=" + file);
  }
}
