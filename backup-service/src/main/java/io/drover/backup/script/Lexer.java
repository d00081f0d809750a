package io.drover.backup.script;

import java.io.IOException;

/** Goes through a text byte by byte, as psql's own lexer does. Not thread-safe. */
final class Lexer {
  final Passage passage;
  final Statement statement;
  final Account account = new Account();
  final TextMode text = new TextMode(this);
  final CopyMode copy = new CopyMode(this);
  final MetaMode meta = new MetaMode(this);

  /** Whether backslashes escape in ordinary strings: standard_conforming_strings is off. */
  boolean backslashEscapes;

  private Mode mode;
  private long line = 1;
  private boolean ended;

  Lexer(Passage passage, boolean subscriptions) {
    this.passage = passage;
    this.statement = new Statement(this, subscriptions);
    this.mode = new MarkMode(this);
  }

  long line() {
    return line;
  }

  void accept(byte[] bytes, int from, int to) throws IOException {
    int at = from;
    while (at < to) {
      if (mode == copy) {
        at = copy.rows(bytes, at, to);
        mode = copy.mode();
      } else {
        accept(bytes[at++]);
      }
    }
  }

  private void accept(byte b) throws IOException {
    if (b == 0) {
      throw ScriptException.unclear(line, "a byte zero, so it is no text of SQL");
    }
    mode = mode.accept(b);
    passage.put(b);
    if (ended) {
      ended = false;
      passage.pass();
    }
    if (b == '\n') {
      nextLine();
    }
  }

  void nextLine() {
    line++;
  }

  /** The byte at hand is the last of a statement, or of a line that is left out. */
  void endHere() {
    ended = true;
  }

  ScriptSummary finish() throws IOException {
    mode.end();
    if (!statement.isEmpty()) {
      throw ScriptException.cutOff(line, "in the middle of a statement");
    }
    account.requireComplete(line);
    passage.flush();
    return account.summary();
  }
}
