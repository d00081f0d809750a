package io.drover.migration.execution;

import java.util.List;

/** A statement as it may be published: its literals, which may be secrets, are left out. */
final class Masked {
  private static final int MOST_WORDS = 200;
  private static final int LIMIT = 200;

  private Masked() {}

  /** One line of 200 characters at most, without comments. */
  static String text(String sql) {
    List<Word> words = Words.of(sql, MOST_WORDS);
    StringBuilder line = new StringBuilder();
    int end = 0;
    for (Word word : words) {
      if (!line.isEmpty() && word.start() > end) {
        line.append(' ');
      }
      line.append(word.isLiteral() ? "'…'" : word.text());
      end = word.end();
    }
    String text = line.toString().replaceAll("\\s+", " ");
    return text.length() <= LIMIT ? text : text.substring(0, LIMIT - 1) + "…";
  }
}
