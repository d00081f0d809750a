package io.drover.migration.execution;

import java.util.List;
import java.util.Optional;

/** Goes through the words of one statement. */
final class Scan {
  /** Far more than the heads of the statements that are recognised have. */
  private static final int MOST_WORDS = 400;

  private final String sql;
  private final List<Word> words;
  private int at;

  Scan(String sql) {
    this.sql = sql;
    this.words = Words.of(sql, MOST_WORDS);
  }

  /** Passes these keywords if they are next. */
  boolean take(String... keywords) {
    for (int i = 0; i < keywords.length; i++) {
      if (at + i >= words.size() || !words.get(at + i).is(keywords[i])) {
        return false;
      }
    }
    at += keywords.length;
    return true;
  }

  /** Whether this keyword comes next. */
  boolean sees(String keyword) {
    return at < words.size() && words.get(at).is(keyword);
  }

  /** Whether this keyword comes anywhere behind. */
  boolean seesLater(String keyword) {
    return words.stream().skip(at).anyMatch(word -> word.is(keyword));
  }

  /** Passes a name, qualified or not, and gives it as it is written. */
  Optional<String> name() {
    int first = at;
    while (at < words.size() && words.get(at).isName()) {
      at++;
      if (at >= words.size() || !words.get(at).is(".")) {
        return Optional.of(joined(first, at));
      }
      at++;
    }
    at = first;
    return Optional.empty();
  }

  /** The literal that comes next, with its quotes. */
  Optional<String> literal() {
    boolean there = at < words.size() && words.get(at).isLiteral();
    return there ? Optional.of(words.get(at).text()) : Optional.empty();
  }

  /** Passes a list in parentheses, if one is next, and says whether it names this option as on. */
  boolean options(String option) {
    if (!take("(")) {
      return false;
    }
    boolean on = false;
    while (at < words.size() && !take(")")) {
      if (take(option)) {
        on = !sees("false") && !sees("off") && !sees("0");
      } else {
        at++;
      }
    }
    return on;
  }

  /** The statement from here on. */
  String rest() {
    return at < words.size() ? sql.substring(words.get(at).start()) : "";
  }

  private String joined(int from, int to) {
    StringBuilder name = new StringBuilder();
    words.subList(from, to).forEach(word -> name.append(word.text()));
    return name.toString();
  }
}
