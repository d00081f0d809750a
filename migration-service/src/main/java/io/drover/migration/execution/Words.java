package io.drover.migration.execution;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads the words of a statement, without its comments (manual, chapter Lexical Structure). A
 * literal that is cut off ends with the text.
 */
final class Words {
  private final String sql;
  private int at;

  private Words(String sql) {
    this.sql = sql;
  }

  /** The first words of the statement, so many at most. */
  static List<Word> of(String sql, int most) {
    Words words = new Words(sql);
    List<Word> read = new ArrayList<>();
    words.skip();
    while (words.at < sql.length() && read.size() < most) {
      int start = words.at;
      words.pass();
      read.add(new Word(sql.substring(start, words.at), start, words.at));
      words.skip();
    }
    return read;
  }

  private void skip() {
    while (at < sql.length()) {
      if (Character.isWhitespace(sql.charAt(at))) {
        at++;
      } else if (sql.startsWith("--", at)) {
        int line = sql.indexOf('\n', at);
        at = line < 0 ? sql.length() : line + 1;
      } else if (sql.startsWith("/*", at)) {
        passComment();
      } else {
        return;
      }
    }
  }

  /** Comments nest. */
  private void passComment() {
    int depth = 0;
    do {
      if (sql.startsWith("/*", at)) {
        depth++;
        at += 2;
      } else if (sql.startsWith("*/", at)) {
        depth--;
        at += 2;
      } else {
        at++;
      }
    } while (depth > 0 && at < sql.length());
  }

  private void pass() {
    char first = sql.charAt(at);
    if (isLetter(first)) {
      int start = at;
      while (at < sql.length() && isPart(sql.charAt(at))) {
        at++;
      }
      boolean prefix = at - start == 1 && at < sql.length() && sql.charAt(at) == '\'';
      if (prefix) {
        passQuoted('\'', first == 'E' || first == 'e');
      }
    } else if (first == '\'' || first == '"') {
      passQuoted(first, false);
    } else if (first == '$') {
      passDollars();
    } else {
      at++;
    }
  }

  /** A doubled quote belongs to what is quoted. */
  private void passQuoted(char quote, boolean escapes) {
    at++;
    while (at < sql.length()) {
      char next = sql.charAt(at++);
      if (escapes && next == '\\') {
        at = Math.min(at + 1, sql.length());
      } else if (next == quote) {
        if (at >= sql.length() || sql.charAt(at) != quote) {
          return;
        }
        at++;
      }
    }
  }

  private void passDollars() {
    int end = at + 1;
    while (end < sql.length() && isPart(sql.charAt(end)) && sql.charAt(end) != '$') {
      end++;
    }
    boolean tag = end < sql.length() && sql.charAt(end) == '$';
    if (!tag || Character.isDigit(sql.charAt(at + 1))) {
      at++;
      return;
    }
    String mark = sql.substring(at, end + 1);
    int close = sql.indexOf(mark, end + 1);
    at = close < 0 ? sql.length() : close + mark.length();
  }

  private static boolean isLetter(char c) {
    return Character.isLetter(c) || c == '_' || c > 127;
  }

  private static boolean isPart(char c) {
    return isLetter(c) || Character.isDigit(c) || c == '$';
  }
}
