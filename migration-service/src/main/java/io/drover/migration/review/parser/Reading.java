package io.drover.migration.review.parser;

import java.util.List;

/** What the parser made of one text. */
public sealed interface Reading {
  /**
   * The text was understood.
   *
   * @param statements one tree a statement; empty for a text of comments
   * @param version PostgreSQL's version whose grammar was used, as {@code server_version_num}
   */
  record Understood(List<Node> statements, int version) implements Reading {
    public Understood {
      statements = List.copyOf(statements);
    }
  }

  /**
   * The text is not SQL of this grammar, or beyond its limits.
   *
   * @param message what the parser says; it may quote a part of the text
   */
  record NotUnderstood(String message) implements Reading {}

  /**
   * There is no parser on this machine.
   *
   * @param reason where it was looked for, and with what result
   */
  record NoParser(String reason) implements Reading {}
}
