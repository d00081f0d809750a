package io.drover.backup.script;

import java.io.IOException;

/** An unquoted identifier or keyword, or the letter before a string. */
final class WordMode implements Mode {
  private final Lexer lexer;
  private final Captured content = new Captured();
  private boolean variable;

  WordMode(Lexer lexer) {
    this.lexer = lexer;
  }

  Mode begin(boolean afterColon) {
    variable = afterColon;
    content.clear();
    return this;
  }

  Mode goOn(Captured begin) {
    begin(false);
    for (int at = 0; at < begin.length(); at++) {
      content.add(begin.at(at));
    }
    return this;
  }

  @Override
  public Mode accept(byte b) throws IOException {
    if (Chars.start(b) || Chars.digit(b) || b == '$') {
      content.add(b);
      return this;
    }
    if (b == '\'' && !variable && !content.contains('$')) {
      return lexer.text.string(escapes());
    }
    finish();
    return lexer.text.accept(b);
  }

  /** Of the string that follows; a word that is no prefix stands for itself. */
  private boolean escapes() throws IOException {
    if (content.is('e')) {
      return true;
    }
    if (content.is('b') || content.is('x')) {
      return false;
    }
    finish();
    return lexer.backslashEscapes;
  }

  private void finish() throws IOException {
    if (variable && content.contains('$')) {
      throw ScriptException.unclear(lexer.line(), "a dollar sign after a variable of psql");
    }
    if (variable) {
      Variables.refuse(content, lexer.line());
    }
    lexer.statement.word(content);
  }

  @Override
  public void end() throws IOException {
    finish();
  }
}
