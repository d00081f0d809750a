package io.drover.migration.flyway;

import io.drover.migration.execution.UnfinishedScripts;
import io.drover.migration.review.ScriptStatement;
import io.drover.migration.review.Tidy;
import io.drover.schemas.ScriptProgress;
import io.drover.service.operation.OperationFailure;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.flywaydb.core.api.resource.LoadableResource;

/**
 * How far the scripts came that stand in the middle.
 *
 * @param contents splits the scripts as the next run will
 * @param mask hides what placeholders put into a statement
 */
record ScriptsInTheMiddle(RunContents contents, UnaryOperator<String> mask) {

  /** By name of the script; of one that is not the one that was begun only how much is done. */
  Map<String, ScriptProgress> of(UnfinishedScripts unfinished, List<LoadableResource> files) {
    Map<String, ScriptProgress> progress = new HashMap<>();
    for (String script : unfinished.begun()) {
      Set<Integer> done = unfinished.done().getOrDefault(script, Set.of());
      List<LoadableResource> file =
          files.stream().filter(each -> each.getRelativePath().equals(script)).toList();
      progress.put(script, of(file, done));
    }
    return progress;
  }

  private ScriptProgress of(List<LoadableResource> file, Set<Integer> done) {
    ScriptProgress.Builder progress = ScriptProgress.newBuilder().setDone(done.size());
    try {
      for (RunScript script : contents.scripts(file, Map.of())) {
        List<ScriptStatement> statements = script.script().statements();
        if (done.stream().allMatch(number -> number <= statements.size())) {
          progress.setStatements(statements.size());
          next(statements, done, progress);
        }
      }
    } catch (OperationFailure unreadable) {
      progress.clearStatements();
    }
    return progress.build();
  }

  private void next(
      List<ScriptStatement> statements, Set<Integer> done, ScriptProgress.Builder progress) {
    for (int number = 1; number <= statements.size(); number++) {
      if (!done.contains(number)) {
        ScriptStatement next = statements.get(number - 1);
        progress.setNextLine(next.line()).setNextStatement(mask.apply(Tidy.of(next.sql())));
        return;
      }
    }
  }
}
