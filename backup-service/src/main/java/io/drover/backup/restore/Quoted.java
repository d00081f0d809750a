package io.drover.backup.restore;

/** Names and texts as they stand in a statement that a person pastes. */
final class Quoted {
  private Quoted() {}

  static String identifier(String name) {
    return "\"" + name.replace("\"", "\"\"") + "\"";
  }

  static String literal(String text) {
    return "'" + text.replace("'", "''") + "'";
  }
}
