package io.drover.backup.script;

import java.io.IOException;

/** In double quotes. */
final class NameMode implements Mode {
  private final Lexer lexer;
  private final Captured content = new Captured();
  private boolean variable;
  private boolean closing;

  NameMode(Lexer lexer) {
    this.lexer = lexer;
  }

  Mode begin(boolean afterColon) {
    variable = afterColon;
    closing = false;
    content.clear();
    return this;
  }

  @Override
  public Mode accept(byte b) throws IOException {
    if (closing && b != '"') {
      finish();
      return lexer.text.accept(b);
    }
    if (!closing && b == '"') {
      closing = true;
      return this;
    }
    closing = false;
    content.add(b);
    return this;
  }

  private void finish() throws IOException {
    if (variable) {
      Variables.refuse(content, lexer.line());
    }
    lexer.statement.name(content);
  }

  @Override
  public void end() throws IOException {
    if (!closing) {
      throw ScriptException.cutOff(lexer.line(), "inside a quoted name");
    }
    finish();
  }
}
