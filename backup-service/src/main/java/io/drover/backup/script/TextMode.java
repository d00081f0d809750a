package io.drover.backup.script;

import java.io.IOException;

/** SQL outside of words, strings and comments. */
final class TextMode implements Mode {
  private final Lexer lexer;
  private final WordMode word;
  private final NumberMode number;
  private final StringMode string;
  private final NameMode name;
  private final DollarMode dollar;
  private final CommentMode comment;

  /** The byte before, where two make one sign; else 0. */
  private byte before;

  TextMode(Lexer lexer) {
    this.lexer = lexer;
    this.word = new WordMode(lexer);
    this.number = new NumberMode(lexer);
    this.string = new StringMode(lexer);
    this.name = new NameMode(lexer);
    this.dollar = new DollarMode(lexer);
    this.comment = new CommentMode(lexer);
  }

  @Override
  public Mode accept(byte b) throws IOException {
    byte last = before;
    before = 0;
    if ((b == '-' && last == '-') || (b == '*' && last == '/')) {
      lexer.statement.onlyComment();
      return comment.begin(b == '*');
    }
    if (last != 0) {
      boolean _ = lexer.statement.sign(last);
    }
    if (Chars.space(b)) {
      string.space(b);
      return this;
    }
    if (b == '\\') {
      return lexer.meta.begin();
    }
    lexer.statement.begin();
    return b == '\'' ? quote(last) : token(b, last == ':');
  }

  private Mode quote(byte last) throws IOException {
    if (last == ':') {
      throw ScriptException.unsafe(lexer.line(), "a variable of psql, :'NAME'");
    }
    if (last == '&' && lexer.backslashEscapes) {
      throw ScriptException.unclear(lexer.line(), "a string right after &");
    }
    return string.begin(lexer.backslashEscapes);
  }

  private Mode token(byte b, boolean variable) throws IOException {
    if (b == '-' || b == '/' || b == '&' || (b == ':' && !variable)) {
      before = b;
      return this;
    }
    string.token();
    if (b == '"') {
      return name.begin(variable);
    }
    if (Chars.start(b)) {
      return word.begin(variable).accept(b);
    }
    if (Chars.digit(b)) {
      return number.begin();
    }
    if (b == '$') {
      return dollar.begin();
    }
    if (variable && b == '{') {
      throw ScriptException.unsafe(lexer.line(), "a variable of psql, :{?NAME}");
    }
    return lexer.statement.sign(b) ? lexer.copy.begin() : this;
  }

  /** A string right after a word. */
  Mode string(boolean escapes) throws IOException {
    return string.begin(escapes);
  }

  /** What looked like a quote of dollars begins a word. */
  Mode word(Captured begin) {
    return word.goOn(begin);
  }

  Mode number() {
    return number.begin();
  }

  /** A comment of one line has ended. */
  void newline() {
    string.space((byte) '\n');
  }

  @Override
  public void end() {
    // The statement knows whether it is complete.
  }
}
