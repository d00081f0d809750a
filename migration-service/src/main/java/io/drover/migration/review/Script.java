package io.drover.migration.review;

import java.util.List;

/**
 * A migration as it will run.
 *
 * @param name the file's name
 * @param text all of it, with comments, placeholders replaced
 * @param statements in order
 * @param transactional whether all of it runs in one transaction of the tool
 * @param mixed whether it would be one transaction but for a statement that no transaction holds,
 *     so that all of them are committed one by one
 */
public record Script(
    String name,
    String text,
    List<ScriptStatement> statements,
    boolean transactional,
    boolean mixed) {
  public Script {
    statements = List.copyOf(statements);
  }
}
