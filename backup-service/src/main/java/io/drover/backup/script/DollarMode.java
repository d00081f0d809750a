package io.drover.backup.script;

import java.io.IOException;

/** Quoted by dollar signs, or what looks like the begin of it. */
final class DollarMode implements Mode {
  private static final Captured NOTHING = new Captured();

  private final Lexer lexer;
  private final Captured tag = new Captured();
  private boolean open;

  /**
   * How much of the closing tag has been seen: 0, or the dollar sign and that many bytes less 1.
   */
  private int matched;

  DollarMode(Lexer lexer) {
    this.lexer = lexer;
  }

  Mode begin() {
    tag.clear();
    open = false;
    matched = 0;
    return this;
  }

  @Override
  public Mode accept(byte b) throws IOException {
    return open ? body(b) : opening(b);
  }

  private Mode opening(byte b) throws IOException {
    if (b == '$') {
      open = true;
      return this;
    }
    if (Chars.start(b) || (Chars.digit(b) && !tag.isEmpty())) {
      if (tag.full()) {
        throw ScriptException.unclear(lexer.line(), "a dollar sign before a very long word");
      }
      tag.add(b);
      return this;
    }
    if (Chars.digit(b)) {
      return lexer.text.number();
    }
    boolean _ = lexer.statement.sign((byte) '$');
    return tag.isEmpty() ? lexer.text.accept(b) : lexer.text.word(tag).accept(b);
  }

  private Mode body(byte b) throws IOException {
    if (b == '$' && matched == tag.length() + 1) {
      lexer.statement.string(NOTHING);
      return lexer.text;
    }
    if (b == '$') {
      matched = 1;
    } else if (matched > 0 && matched <= tag.length() && b == tag.at(matched - 1)) {
      matched++;
    } else {
      matched = 0;
    }
    return this;
  }

  @Override
  public void end() throws IOException {
    if (open) {
      throw ScriptException.cutOff(lexer.line(), "inside a string in dollar signs");
    }
  }
}
