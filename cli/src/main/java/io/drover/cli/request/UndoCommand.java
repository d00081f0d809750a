package io.drover.cli.request;

import io.drover.cli.CliContext;
import io.drover.schemas.RestoreRequested;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code drover undo}. */
@Command(
    name = "undo",
    description = {
      "Puts a database back that a restore with --replace took the place of.",
      "The other one is kept in turn: a second undo takes this one back."
    })
public final class UndoCommand extends RequestCommand {
  @Spec private CommandSpec command = CommandSpec.create();

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "OPERATION",
      description = "Id of the replacement to undo. Default: the newest.")
  private String undoes = "";

  @Mixin private TakeoverOptions takeover = new TakeoverOptions();

  /** For the command line. */
  public UndoCommand(CliContext context) {
    super(context);
  }

  @Override
  Request request(Requests.Common common) {
    takeover.requireConfirm(command);
    RestoreRequested.Builder body = Requests.restore(common).setMode("undo").setUndoes(undoes);
    takeover.fill(body);
    return Requests.of(body.build());
  }
}
