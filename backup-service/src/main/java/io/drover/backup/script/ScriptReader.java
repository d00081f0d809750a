package io.drover.backup.script;

import java.io.IOException;
import java.io.OutputStream;

/**
 * Reads a plain SQL dump as psql would and passes it on, so that what reaches psql is SQL and rows:
 * commands of psql and statements that reach beyond the database are refused where they stand; what
 * a dump needs of them (the end of rows, {@code \restrict}, {@code \connect} and {@code CREATE
 * DATABASE} of its one database) is taken in or left out. Lines keep their numbers. Memory is
 * bounded whatever the length of text, lines and statements. Not thread-safe.
 *
 * @see <a href="https://www.postgresql.org/docs/current/sql-syntax-lexical.html">SQL's lexical
 *     structure</a>
 */
public final class ScriptReader extends OutputStream {
  private final Lexer lexer;

  /**
   * Passes on into a stream, which it does not close.
   *
   * @param subscriptions whether statements about subscriptions are passed on
   */
  public ScriptReader(OutputStream out, boolean subscriptions) {
    this.lexer = new Lexer(new Passage(out), subscriptions);
  }

  /** Looks at all and passes on nothing. */
  public static ScriptReader looking() {
    return new ScriptReader(OutputStream.nullOutputStream(), true);
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  /**
   * Reads on.
   *
   * @throws ScriptException the text holds what must not be passed on; nothing of it has been
   */
  @Override
  public void write(byte[] text, int offset, int length) throws IOException {
    lexer.accept(text, offset, offset + length);
  }

  /**
   * To be called at the end of the text.
   *
   * @throws ScriptException the text ends in the middle of something
   */
  public ScriptSummary finish() throws IOException {
    return lexer.finish();
  }
}
