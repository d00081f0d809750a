package io.drover.backup.script;

/** Classes of bytes, as psql's lexer has them. */
final class Chars {
  private Chars() {}

  static boolean space(byte b) {
    return b == ' ' || (b >= '\t' && b <= '\r');
  }

  static boolean digit(byte b) {
    return b >= '0' && b <= '9';
  }

  /** Begins an identifier; so does every byte beyond ASCII. */
  static boolean start(byte b) {
    return b < 0 || b == '_' || (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z');
  }
}
