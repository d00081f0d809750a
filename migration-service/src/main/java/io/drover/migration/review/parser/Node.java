package io.drover.migration.review.parser;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * One node of a parse tree. Kinds and parts have the names of PostgreSQL's {@code parsenodes.h};
 * libpg_query leaves out parts that are zero, false or empty, so what is not there reads as that.
 * Immutable.
 */
public final class Node {
  /** What stands for a node that is not there. */
  public static final Node NONE = new Node("", Map.of());

  private final String kind;
  private final Map<String, Object> parts;

  Node(String kind, Map<String, Object> parts) {
    this.kind = kind;
    this.parts = parts;
  }

  Map<String, Object> parts() {
    return parts;
  }

  /** The kind, as {@code IndexStmt}; empty where the grammar leaves no choice. */
  public String kind() {
    return kind;
  }

  public boolean is(String wanted) {
    return kind.equals(wanted);
  }

  /** Whether the node has the part. */
  public boolean has(String part) {
    return parts.containsKey(part);
  }

  /** The part if it is a text, else the empty text. */
  public String text(String part) {
    return parts.get(part) instanceof String text ? text : "";
  }

  /** The part if it is a number, else 0. */
  public long number(String part) {
    return parts.get(part) instanceof Long number ? number : 0;
  }

  public boolean flag(String part) {
    return Boolean.TRUE.equals(parts.get(part));
  }

  /** The part if it is a node, else {@link #NONE}. */
  public Node at(String part) {
    return parts.get(part) instanceof Node node ? node : NONE;
  }

  /** The nodes of a list, without the empty ones; none if there is no such list. */
  public List<Node> list(String part) {
    return parts.get(part) instanceof Children children ? children.nodes() : List.of();
  }

  /** The names in a list, such as a qualified name or the columns of a key. */
  public List<String> names(String part) {
    return list(part).stream().map(Node::name).toList();
  }

  /** The text of a {@code String} node: its part is named otherwise before PostgreSQL 15. */
  public String name() {
    return has("sval") ? text("sval") : text("str");
  }

  /** The constant if it is a text; the shape changed in PostgreSQL 15. */
  public String literal() {
    return has("val") ? at("val").name() : at("sval").name();
  }

  /** The constant if it is a number; 0 if it is none. */
  public long integer() {
    return has("val") ? at("val").number("ival") : at("ival").number("ival");
  }

  /** This node and all below it that fit. */
  public List<Node> below(Predicate<Node> wanted) {
    List<Node> found = new ArrayList<>();
    Deque<Node> open = new ArrayDeque<>(List.of(this));
    while (!open.isEmpty()) {
      Node node = open.removeLast();
      if (wanted.test(node)) {
        found.add(node);
      }
      for (Object part : node.parts.values()) {
        switch (part) {
          case Node child -> open.add(child);
          case Children children -> open.addAll(children.nodes());
          default -> {}
        }
      }
    }
    return found;
  }

  /** A list in a tree. */
  record Children(List<Node> nodes) {
    Children {
      nodes = List.copyOf(nodes);
    }
  }
}
