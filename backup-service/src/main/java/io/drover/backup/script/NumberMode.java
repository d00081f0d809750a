package io.drover.backup.script;

import java.io.IOException;

/** A number, or a parameter such as $1. */
final class NumberMode implements Mode {
  private final Lexer lexer;
  private boolean letters;
  private byte before;

  NumberMode(Lexer lexer) {
    this.lexer = lexer;
  }

  Mode begin() {
    letters = false;
    before = 0;
    return this;
  }

  @Override
  public Mode accept(byte b) throws IOException {
    byte last = before;
    before = b;
    if (Chars.digit(b) || b == '.' || isSign(b, last)) {
      return this;
    }
    if (isSign(last, (byte) 'e')) {
      throw ScriptException.unclear(lexer.line(), "a number without its exponent");
    }
    if (Chars.start(b)) {
      letters = true;
      return this;
    }
    // Versions of psql differ in whether 1e'…' is a number before a string or before an E-string.
    if (letters && (b == '\'' || b == '$' || b == '"')) {
      throw ScriptException.unclear(lexer.line(), "a number that a quote follows at once");
    }
    return lexer.text.accept(b);
  }

  /** Of an exponent. */
  private static boolean isSign(byte b, byte afterE) {
    return (b == '-' || b == '+') && (afterE == 'e' || afterE == 'E');
  }

  @Override
  public void end() {
    // A number may be the end; the statement knows whether it is complete.
  }
}
