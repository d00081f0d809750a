package io.drover.monitor.page;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.drover.monitor.projection.FactView;
import io.drover.monitor.projection.OperationView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * All that is known of one operation.
 *
 * @param children operations that it asked for
 * @param result what it ended with; a missing node without one
 * @param traceAddress where its trace is looked at; null where nobody has said
 * @param now when this is looked at
 */
public record OperationPage(
    OperationView operation,
    List<FactView> facts,
    List<OperationView> children,
    JsonNode result,
    @Nullable String traceAddress,
    Instant now) {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");

  /** Digest of the request, which an approval names; empty while it is not known. */
  public String digest() {
    return JsonText.text(accepted(), "requestDigest");
  }

  /** What was asked for; empty while that is not known. */
  public List<ResultFacts.ResultFact> asked() {
    return ResultFacts.of(accepted().path("asked")).stream()
        .sorted(Comparator.comparing(ResultFacts.ResultFact::name))
        .toList();
  }

  private JsonNode accepted() {
    return facts.stream()
        .filter(fact -> fact.type().equals("OperationAccepted"))
        .map(fact -> JsonText.read(fact.body()))
        .findFirst()
        .orElse(MissingNode.getInstance());
  }

  /** Until when the database that was replaced is kept; null where there is none. */
  public @Nullable Instant undoUntil() {
    return JsonText.instant(result, "undoUntil");
  }

  /** Whether the database that was replaced can be put back now. */
  public boolean canBeUndone() {
    Instant until = undoUntil();
    return until != null && until.isAfter(now);
  }

  /** The command that puts it back. */
  public String undoCommand() {
    String name = operation.database();
    // Whoever publishes events chooses names: what is pasted into a shell must stay one word.
    String word = PLAIN.matcher(name).matches() ? name : "'" + name.replace("'", "'\\''") + "'";
    return "./drover undo " + word + " " + operation.operationId() + " --confirm " + word;
  }

  /** Digest of the plan that can be applied; empty where there is none to apply. */
  public String planDigest() {
    String mode = JsonText.text(result, "mode");
    return mode.equals("PLAN") || mode.equals("REHEARSE")
        ? JsonText.text(result.path("plan"), "digest")
        : "";
  }

  /** Migrations that the result names, the newest first. */
  public List<JsonNode> scripts() {
    List<JsonNode> scripts = new ArrayList<>();
    result.path("migrations").forEach(scripts::add);
    return scripts.reversed();
  }

  /** Whether someone has to say yes or no before it goes on. */
  public boolean awaitsApproval() {
    return !operation.terminal() && "approval".equals(operation.waitingFor());
  }
}
