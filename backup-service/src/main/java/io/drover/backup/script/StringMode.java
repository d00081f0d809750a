package io.drover.backup.script;

import java.io.IOException;

/** In single quotes. */
final class StringMode implements Mode {
  private final Lexer lexer;
  private final Captured content = new Captured();
  private boolean escapes;
  private boolean escaped;
  private boolean closing;

  /** Whether a string with escapes was the last token, and whether its line has ended since. */
  private boolean escapesBefore;

  private boolean newlineSince;

  StringMode(Lexer lexer) {
    this.lexer = lexer;
  }

  void space(byte b) {
    newlineSince |= b == '\n' || b == '\r';
  }

  void token() {
    escapesBefore = false;
  }

  Mode begin(boolean withEscapes) throws IOException {
    if (escapesBefore && newlineSince) {
      throw ScriptException.unclear(lexer.line(), "a string with escapes in several parts");
    }
    escapes = withEscapes;
    escaped = false;
    closing = false;
    content.clear();
    return this;
  }

  @Override
  public Mode accept(byte b) throws IOException {
    if (closing && b != '\'') {
      finish();
      return lexer.text.accept(b);
    }
    if (closing || escaped) {
      closing = false;
      escaped = false;
    } else if (b == '\'') {
      closing = true;
      return this;
    } else if (escapes && b == '\\') {
      escaped = true;
    }
    content.add(b);
    return this;
  }

  private void finish() throws IOException {
    escapesBefore = escapes;
    newlineSince = false;
    lexer.statement.string(content);
  }

  @Override
  public void end() throws IOException {
    if (!closing) {
      throw ScriptException.cutOff(lexer.line(), "inside a string");
    }
    finish();
  }
}
