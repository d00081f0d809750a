package io.drover.backup.script;

import java.io.IOException;

/** A command of psql, from its backslash to the end of the line. None is passed on. */
final class MetaMode implements Mode {
  private final Lexer lexer;
  private final Captured content = new Captured();

  MetaMode(Lexer lexer) {
    this.lexer = lexer;
  }

  Mode begin() throws IOException {
    lexer.passage.leaveOut();
    content.clear();
    return this;
  }

  @Override
  public Mode accept(byte b) throws IOException {
    if (b != '\n') {
      content.add(b);
      return this;
    }
    judge();
    lexer.endHere();
    return lexer.text;
  }

  private void judge() throws IOException {
    String line = content.toString().strip();
    int end = 0;
    while (end < line.length() && !Character.isWhitespace(line.charAt(end))) {
      end++;
    }
    String command = line.substring(0, end);
    String rest = line.substring(end).strip();
    boolean alone = lexer.statement.isEmpty() && !content.full() && !line.contains("\\");
    if (alone && (command.equals("restrict") || command.equals("unrestrict"))) {
      return;
    }
    // pg_dump says so before it connects to a database of an unusual name.
    if (alone && command.equals("encoding") && rest.equals("SQL_ASCII")) {
      return;
    }
    if (alone && (command.equals("connect") || command.equals("c")) && !rest.contains("`")) {
      lexer.account.connect(rest, lexer.line());
      return;
    }
    throw ScriptException.unsafe(
        lexer.line(), "a command of psql, \\" + command.replaceAll("[^\\x21-\\x7e]", "?"));
  }

  @Override
  public void end() throws IOException {
    judge();
  }
}
