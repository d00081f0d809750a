package io.drover.backup.script;

import java.io.IOException;

/** The begin of a text, where a byte order mark may stand; psql is not shown it. */
final class MarkMode implements Mode {
  private static final byte[] MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

  private final Lexer lexer;
  private int seen;

  MarkMode(Lexer lexer) {
    this.lexer = lexer;
  }

  @Override
  public Mode accept(byte b) throws IOException {
    if (seen == 0 && b != MARK[0]) {
      return lexer.text.accept(b);
    }
    if (b != MARK[seen]) {
      throw ScriptException.unclear(lexer.line(), "bytes before the text");
    }
    lexer.passage.leaveOut();
    seen++;
    if (seen == MARK.length) {
      lexer.endHere();
      return lexer.text;
    }
    return this;
  }

  @Override
  public void end() throws IOException {
    throw ScriptException.cutOff(lexer.line(), "before it has begun");
  }
}
