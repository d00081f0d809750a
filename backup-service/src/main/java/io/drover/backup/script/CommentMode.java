package io.drover.backup.script;

import java.io.IOException;

/** A comment: to the end of the line, or nested ones between slash and asterisk. */
final class CommentMode implements Mode {
  private final Lexer lexer;
  private final Captured content = new Captured();
  private int depth;
  private byte before;

  CommentMode(Lexer lexer) {
    this.lexer = lexer;
  }

  Mode begin(boolean block) {
    depth = block ? 1 : 0;
    before = 0;
    content.clear();
    return this;
  }

  @Override
  public Mode accept(byte b) {
    return depth == 0 ? line(b) : block(b);
  }

  private Mode line(byte b) {
    // psql ends it at a carriage return too.
    if (b == '\n' || b == '\r') {
      lexer.account.comment(content.toString());
      lexer.text.newline();
      return lexer.text;
    }
    content.add(b);
    return this;
  }

  private Mode block(byte b) {
    if (b == '/' && before == '*') {
      depth--;
      before = 0;
      return depth == 0 ? lexer.text : this;
    }
    if (b == '*' && before == '/') {
      depth++;
      before = 0;
      return this;
    }
    before = b;
    return this;
  }

  @Override
  public void end() throws IOException {
    if (depth > 0) {
      throw ScriptException.cutOff(lexer.line(), "inside a comment");
    }
    lexer.account.comment(content.toString());
  }
}
