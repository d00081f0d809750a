package io.drover.backup.script;

import java.io.IOException;

/** The rows after COPY … FROM stdin, up to a line that holds nothing but a backslash and a dot. */
final class CopyMode implements Mode {
  /** Of the last line: nothing of it seen, a backslash, a dot too, a carriage return too. */
  private static final int BEGIN = 0;

  private static final int BACKSLASH = 1;
  private static final int DOT = 2;
  private static final int RETURN = 3;
  private static final int OTHER = 4;

  private final Lexer lexer;
  private boolean open;
  private boolean rows;
  private int seen;

  CopyMode(Lexer lexer) {
    this.lexer = lexer;
  }

  /** After the semicolon. */
  Mode begin() {
    open = true;
    rows = false;
    return this;
  }

  /** The mode after what {@link #rows} went through. */
  Mode mode() {
    return open ? this : lexer.text;
  }

  @Override
  public Mode accept(byte b) throws IOException {
    throw new IllegalStateException("rows are read many bytes at once");
  }

  /** Goes through the rows and passes them on. Returns where it stopped. */
  int rows(byte[] bytes, int from, int to) throws IOException {
    int at = from;
    while (at < to && open) {
      byte b = bytes[at++];
      if (b == 0) {
        throw ScriptException.unclear(lexer.line(), "a byte zero among the rows");
      }
      if (b == '\n') {
        endOfLine();
      } else if (rows) {
        seen = after(b);
      } else if (!Chars.space(b)) {
        throw ScriptException.unclear(lexer.line(), "text on the line of COPY … FROM stdin");
      }
    }
    lexer.passage.put(bytes, from, at - from);
    return at;
  }

  private void endOfLine() {
    lexer.nextLine();
    open = !rows || (seen != DOT && seen != RETURN);
    rows = true;
    seen = BEGIN;
  }

  private int after(byte b) {
    return switch (seen) {
      case BEGIN -> b == '\\' ? BACKSLASH : OTHER;
      case BACKSLASH -> b == '.' ? DOT : OTHER;
      case DOT -> b == '\r' ? RETURN : OTHER;
      default -> OTHER;
    };
  }

  @Override
  public void end() throws IOException {
    throw ScriptException.cutOff(lexer.line(), "among the rows of a table");
  }
}
