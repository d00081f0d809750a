package io.drover.cli.demo;

import io.drover.cli.CliContext;
import io.drover.cli.ExitCode;
import io.drover.cli.herd.Herd;
import io.drover.cli.request.Request;
import io.drover.cli.request.RequestRunner;
import io.drover.cli.request.Requests;
import io.drover.cli.request.TextView;
import io.drover.cli.request.Verdict;
import io.drover.cli.stack.Stack;
import io.drover.cli.terminal.Terminal;
import io.drover.localstack.compare.DatabaseFingerprint;
import io.drover.localstack.compare.ServerAddress;
import io.drover.schemas.BackupSucceeded;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What the demonstration asks for over the bus, in order: back up, migrate, restore; then the
 * comparison.
 */
final class Story {
  private static final Duration PATIENCE = Duration.ofHours(2);
  private static final String WHO = "demo";

  private final CliContext context;
  private final Stack stack;
  private final String database;
  private final boolean migrations;

  /**
   * @param migrations whether there are migrations to apply
   */
  Story(CliContext context, Stack stack, String database, boolean migrations) {
    this.context = context;
    this.stack = stack;
    this.database = database;
    this.migrations = migrations;
  }

  /** Tells it; true when every operation succeeded and the restored database is equal. */
  boolean tell() {
    ServerAddress server = ServerAddress.of(stack.postgres());
    DatabaseFingerprint original = DatabaseFingerprint.of(server, database);
    try (Herd herd = Herd.join(here())) {
      Optional<Verdict> backup = run(herd, Requests.backup(common("The demonstration begins.")));
      if (backup.isEmpty() || !(backup.get().fact() instanceof BackupSucceeded made)) {
        return false;
      }
      if (!succeeded(run(herd, Requests.migrate(common("What is pending?"), "STATUS")))) {
        return false;
      }
      if (migrations
          && !succeeded(run(herd, Requests.migrate(common("Apply what is pending."), "APPLY")))) {
        return false;
      }
      String target = database + "_restored";
      Request restore =
          Requests.restore(
              common("Back to the time before the migrations."), made.getBackupId(), target);
      return succeeded(run(herd, restore))
          && new Proof(context.terminal(), server).print(original, made, target);
    }
  }

  private Optional<Verdict> run(Herd herd, Request request) {
    Terminal terminal = context.terminal();
    terminal.line("");
    try (TextView view = new TextView(context)) {
      return new RequestRunner(herd, view).run(request, PATIENCE);
    }
  }

  private static boolean succeeded(Optional<Verdict> verdict) {
    return verdict.map(Verdict::exitCode).orElse(ExitCode.TIMED_OUT) == ExitCode.SUCCEEDED;
  }

  private Requests.Common common(String reason) {
    return Requests.Common.of(database, WHO, reason);
  }

  /** The demonstration's own broker, whatever the environment names. */
  private CliContext here() {
    Map<String, String> environment = new HashMap<>(context.environment());
    environment.put("DROVER_KAFKA", stack.state().kafka());
    environment.remove("DROVER_TOPIC_PREFIX");
    return new CliContext(context.terminal(), environment, context.root());
  }
}
