package io.drover.backup.script;

import java.util.List;
import java.util.Set;

/**
 * What a text says about itself.
 *
 * @param serverVersion version of the server that was dumped; empty when the text does not say
 * @param toolVersion version of pg_dump; empty when the text does not say
 * @param roles those that own or are granted something
 * @param extensions names of those that it creates
 * @param leftOut what is not passed on, the first of each kind, with its line
 */
public record ScriptSummary(
    String serverVersion,
    String toolVersion,
    Set<String> roles,
    Set<String> extensions,
    List<String> leftOut) {
  /** Copies the collections. */
  public ScriptSummary {
    roles = Set.copyOf(roles);
    extensions = Set.copyOf(extensions);
    leftOut = List.copyOf(leftOut);
  }
}
