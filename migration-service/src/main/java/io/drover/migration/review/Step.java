package io.drover.migration.review;

import io.drover.migration.review.parser.Node;
import java.util.List;

/**
 * One statement with all that came before it.
 *
 * @param line where its own text begins, from 1
 * @param node its tree
 * @param server major version of the server that it will run on
 */
record Step(
    Script script,
    ScriptStatement source,
    int line,
    Node node,
    ScriptState state,
    Schema schema,
    int server) {
  boolean is(String kind) {
    return node.is(kind);
  }

  List<Alteration> alterations() {
    return Alteration.of(node);
  }

  /** The table that the statement is about. */
  Name table() {
    return Name.of(node.at("relation"));
  }

  /** Whether the script itself made the table, so that nobody else can be in its way. */
  boolean isNew(Name table) {
    return state.isNew(table);
  }

  /** Whether the table or index is known to be partitioned. */
  boolean isPartitioned(Name relation) {
    return schema.partitioned().contains(relation);
  }

  /** Whether the statement leaves the partitions of its table out. */
  boolean onOnly() {
    return !node.at("relation").flag("inh");
  }

  boolean inTransaction() {
    return state.inTransaction();
  }

  /** The statement on one line, without comments and constants. */
  String shown() {
    return Tidy.of(source.sql());
  }

  /** Whether an option in parentheses, or the keyword that came before there were any, is given. */
  boolean option(String list, String name) {
    return node.list(list).stream()
        .filter(option -> option.text("defname").equals(name))
        .anyMatch(option -> !List.of("false", "off").contains(option.at("arg").name()));
  }
}
