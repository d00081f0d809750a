package io.drover.cli.request;

import io.drover.cli.CliContext;
import io.drover.schemas.BackupRequested;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code drover backup}. */
@Command(name = "backup", description = "Backs a database up.")
public final class BackupCommand extends RequestCommand {
  @Option(
      names = "--reuse-within",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      description =
          "Takes none if a whole backup is there that is no older, such as 30m: that one is the"
              + " answer.")
  private @Nullable Duration reuseWithin;

  @Mixin private DumpOptions dump = new DumpOptions();

  /** For the command line. */
  public BackupCommand(CliContext context) {
    super(context);
  }

  @Override
  Request request(Requests.Common common) {
    BackupRequested.Builder body = Requests.backupBody(common);
    dump.fill(body);
    if (reuseWithin != null) {
      body.setReuseWithinSeconds((int) Math.min(Integer.MAX_VALUE, reuseWithin.toSeconds()));
    }
    return Requests.of(body.build());
  }
}
