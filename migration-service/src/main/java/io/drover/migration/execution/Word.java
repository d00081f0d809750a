package io.drover.migration.execution;

/**
 * A word, a literal, a quoted name or a sign of a statement.
 *
 * @param text as it is written
 * @param start where it begins in the statement
 * @param end behind its last character
 */
record Word(String text, int start, int end) {
  /** Whether it is this keyword; a quoted name is none. */
  boolean is(String keyword) {
    return text.equalsIgnoreCase(keyword);
  }

  boolean isLiteral() {
    char first = text.charAt(0);
    return first != '"' && (text.indexOf('\'') >= 0 || (first == '$' && text.length() > 1));
  }

  boolean isName() {
    char first = text.charAt(0);
    return first == '"' || Character.isLetter(first) || first == '_';
  }
}
