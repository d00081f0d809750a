package io.drover.cli.request;

import io.drover.cli.CliContext;
import io.drover.schemas.BackupRequested;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code drover backup}. */
@Command(name = "backup", description = "Backs a database up.")
public final class BackupCommand extends RequestCommand {
  @Mixin private DumpOptions dump = new DumpOptions();

  /** For the command line. */
  public BackupCommand(CliContext context) {
    super(context);
  }

  @Override
  Request request(Requests.Common common) {
    BackupRequested.Builder body = Requests.backupBody(common);
    dump.fill(body);
    return Requests.of(body.build());
  }
}
