package io.drover.migration.review;

import java.util.List;

/**
 * A migration as it will run.
 *
 * @param name the file's name
 * @param text all of it, with comments, placeholders replaced
 * @param statements in order
 * @param transactional whether all of it runs in one transaction of the tool
 * @param mixed whether it holds both statements that run in a transaction and such that cannot, so
 *     that the tool refuses it
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
