package io.drover.cli.request;

import io.drover.cli.CliContext;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code drover follow}. */
@Command(name = "follow", description = "Shows an operation from its beginning until it ends.")
public final class FollowCommand implements Callable<Integer> {
  private final CliContext context;

  @Mixin private WaitOptions wait = new WaitOptions();

  @Parameters(paramLabel = "OPERATION", description = "Id of the operation.")
  private String operationId = "";

  @Option(
      names = "--kind",
      paramLabel = "KIND",
      description =
          "backup, restore, verify, migrate or maintenance, where two operations bear one id.")
  private @Nullable String kind;

  /** For the command line. */
  public FollowCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    return wait.look(context, runner -> runner.follow(kind, operationId, wait.timeout()));
  }
}
