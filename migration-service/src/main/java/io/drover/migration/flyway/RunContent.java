package io.drover.migration.flyway;

import java.util.List;

/**
 * What a run executes in one namespace and what it builds on, as it was before the operation: what
 * this operation has applied already counts as still to be run, so that each of its attempts sees
 * the same.
 *
 * @param namespace its name
 * @param table where its history lies, as the policy has it
 * @param placeholders a line for each that the policy gives; without the values of secret ones
 * @param history a line for each row of the history that others wrote, in order of rank
 * @param scripts of migrations in the order in which they run, then those of callbacks
 */
public record RunContent(
    String namespace,
    String table,
    List<String> placeholders,
    List<String> history,
    List<RunScript> scripts) {
  public RunContent {
    placeholders = List.copyOf(placeholders);
    history = List.copyOf(history);
    scripts = List.copyOf(scripts);
  }
}
