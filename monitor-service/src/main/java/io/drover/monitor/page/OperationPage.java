package io.drover.monitor.page;

import com.fasterxml.jackson.databind.JsonNode;
import io.drover.monitor.projection.FactView;
import io.drover.monitor.projection.OperationView;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that is known of one operation.
 *
 * @param children operations that it asked for
 * @param result what it ended with; a missing node without one
 * @param traceAddress where its trace is looked at; null where nobody has said
 */
public record OperationPage(
    OperationView operation,
    List<FactView> facts,
    List<OperationView> children,
    JsonNode result,
    @Nullable String traceAddress) {

  /** Digest of the request, which an approval names; empty while it is not known. */
  public String digest() {
    return facts.stream()
        .filter(fact -> fact.type().equals("OperationAccepted"))
        .map(fact -> JsonText.text(JsonText.read(fact.body()), "requestDigest"))
        .findFirst()
        .orElse("");
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
