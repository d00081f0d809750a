package io.drover.system.checker;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A restored database equals its source; a restore that did not succeed left none, and neither did
 * a migration that had one made to rehearse on.
 */
final class TrueRestores implements Invariant {
  @Override
  public List<String> violations(Evidence evidence) throws Exception {
    List<String> found = new ArrayList<>();
    Databases databases = new Databases(evidence.scene());
    Map<String, Map<String, String>> sources = new HashMap<>();
    Map<String, String> madeBy = new HashMap<>();
    for (Fact end : evidence.ends().values()) {
      if (!end.type().equals("RestoreSucceeded")) {
        continue;
      }
      String target = end.text("targetName");
      madeBy.put(target, end.operation());
      if (rehearsedOn(evidence, end)) {
        if (databases.exists(target)) {
          found.add(target + " was made to rehearse on by " + end.operation() + " and is left");
        }
        continue;
      }
      if (toBeMigrated(evidence, target)) {
        continue;
      }
      String name = end.header().get("database").toString();
      @Nullable String source = evidence.scene().databases().get(name);
      if (source == null || !databases.exists(target)) {
        found.add(end.operation() + " succeeded and there is no database " + target);
        continue;
      }
      if (!sources.containsKey(source)) {
        sources.put(source, databases.contents(source));
      }
      Map<String, String> restored = databases.contents(target);
      if (!restored.equals(sources.get(source))) {
        found.add(end.operation() + " restored " + restored + " from " + sources.get(source));
      }
    }
    for (List<Request> requests : evidence.requests().values()) {
      for (Request request : requests) {
        String target = request.text("targetName");
        if (request.kind().equals("restore")
            && !madeBy.containsKey(target)
            && !evidence.scene().databases().containsValue(target)
            && databases.exists(target)) {
          found.add(request.operation() + " did not succeed and left the database " + target);
        }
      }
    }
    return found;
  }

  /** It is another than its source by then, and looked at with the migrations. */
  private static boolean toBeMigrated(Evidence evidence, String target) {
    return evidence.requests().values().stream()
        .map(List::getFirst)
        .anyMatch(
            request ->
                request.kind().equals("migrate") && request.text("targetName").equals(target));
  }

  private static boolean rehearsedOn(Evidence evidence, Fact end) {
    return end.text("mode").equals("scratch")
        && evidence.requests().getOrDefault(end.operation(), List.of()).stream()
            .anyMatch(request -> request.text("requestedBy").startsWith("drover/migrate/"));
  }
}
